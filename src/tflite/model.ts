// A .tflite model as values: what the file says, with nothing interpreted and nothing lost that the runtime reads.
import type { Shape } from '../base/shape.ts';
import type { BuiltinOperator, TensorType } from './schema.ts';

/**
 * Affine quantization, real = scale * (q - zeroPoint). One scale per tensor, or one per slice along
 * `quantizedDimension`.
 */
export interface Quantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly quantizedDimension: number;
}

export interface Tensor {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: Shape;
  /** Index into `Model.buffers`; 0 is the empty buffer of tensors without data. */
  readonly buffer: number;
  readonly quantization?: Quantization;
  readonly isVariable: boolean;
  /** The file has a sparse form of it, which TFLM doesn't know and `writeModel` doesn't write. */
  readonly isSparse?: true;
}

/**
 * The operator's builtin options by the field names of schema.fbs in camelCase (`strideW`, `fusedActivationFunction`).
 * Numbers are as stored, enums by number, absent fields at the schema's default.
 */
export type Options = Readonly<Record<string, number | boolean | string | readonly number[]>>;

export interface Operator {
  readonly code: BuiltinOperator;
  /** Only for code `CUSTOM`. */
  readonly customCode?: string;
  readonly customOptions?: Uint8Array;
  readonly version: number;
  /** Tensor indices; -1 is an optional input left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Options;
  /** False when the file has no builtin options table for this operator. */
  readonly hasOptions: boolean;
}

export interface Subgraph {
  readonly name: string;
  readonly tensors: readonly Tensor[];
  readonly operators: readonly Operator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Metadata of this name bring a memory plan: an offset for each tensor, whose number may not change then. */
export const OFFLINE_PLAN = 'OfflineMemoryAllocation';

export interface Metadata {
  readonly name: string;
  readonly buffer: number;
}

export interface Model {
  /** Schema version; TFLM takes 3 only. */
  readonly version: number;
  readonly description: string;
  readonly subgraphs: readonly Subgraph[];
  /** Views into the file; empty for tensors computed at run time. */
  readonly buffers: readonly Uint8Array[];
  readonly metadata: readonly Metadata[];
}
