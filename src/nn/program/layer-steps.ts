// What a kind of layer says of its computation: it emits the calls of its forward pass and returns what emits those of its backward pass.
import type { Shape } from '../../base/shape.ts';
import type { ActivationCode } from '../../simd/float-kernels.ts';
import type { Window } from '../../simd/window.ts';
import type { Node } from '../network/network.ts';
import type { Range, Scalar, ScalarOperand, StepKernels, StepName, WorkspaceOperand } from './program.ts';

/** A place in the memory. Its address is final after `compile` has placed it. */
export interface Buffer {
  readonly bytes: number;
  address: number;
}

/** A buffer as an argument, with what the kernel does to it. */
export interface BufferOperand {
  readonly buffer: Buffer;
  readonly reads: boolean;
  readonly writes: boolean;
}

export type Operand = number | BufferOperand | ScalarOperand | WorkspaceOperand;

/** One operand for each of a kernel's arguments but the last two, from and to. */
export type OperandsOf<K extends StepName> =
  Parameters<StepKernels[K]> extends [...infer Leading, number, number] ? { [I in keyof Leading]: Operand } : never;

export interface Emitter {
  emit<K extends StepName>(kernel: K, range: Range, ...args: OperandsOf<K>): void;
  /** `floats` float32 for each sample of the largest batch. */
  perSample(floats: number): Buffer;
  /** `floats` float32. */
  fixed(floats: number): Buffer;
  /** A window block, and the workspace of convolutions over it. */
  window(window: Window): Operand;
  convWorkspace(window: Window): WorkspaceOperand;
  denseWorkspace(rowsPerSample: number, inputs: number, units: number): WorkspaceOperand;
}

export interface Site<N extends Node> extends Emitter {
  readonly node: N;
  /** Of the relu that was fused into the layer; only for kinds that are `FUSES`. */
  readonly activation: ActivationCode;
  /** Batch statistics and dropout, and a backward pass follows. */
  readonly training: boolean;
  readonly x: readonly Buffer[];
  readonly xShapes: readonly Shape[];
  readonly y: Buffer;
  /** The value and, when training, the gradient of a parameter; undefined for a bias that stays zero. */
  parameter(name: string): { readonly value: Buffer; readonly gradient: Buffer } | undefined;
  /** The factors of dropout, filled before each step. */
  keep(rate: number): Buffer;
}

export interface Gradients {
  /** Gradient of the output: the layer may overwrite it. */
  readonly dy: Buffer;
  /** Whether the gradient of this input is needed. */
  wants(input: number): boolean;
  /** Adds `dx` to the gradient of this input; the layer must not touch the buffer afterwards. */
  give(input: number, dx: Buffer): void;
}

export type Backward = (gradients: Gradients) => void;

/** Emits the forward pass. */
export type LayerSteps<N extends Node> = (site: Site<N>) => Backward;

export const read = (buffer: Buffer): Operand => ({ buffer, reads: true, writes: false });
export const write = (buffer: Buffer): Operand => ({ buffer, reads: false, writes: true });
export const update = (buffer: Buffer): Operand => ({ buffer, reads: true, writes: true });
export const scalar = (name: Scalar, times = 1): Operand => ({ scalar: name, times });

/** `each` rows or elements of every sample. */
export const samples = (each = 1): Range => ({ over: 'samples', each });
/** Rows of weights, channels: in pieces of 4, as wide as the kernels' vectors. */
export const elements = (length: number, multiple = 4): Range => ({ over: 'elements', length, multiple });
