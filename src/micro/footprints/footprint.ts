// What TFLM allocates for one operator under a profile: its parameters, its op data at Init, and what Prepare asks for,
// in order.
import type { Tensor } from '../../tflite/model.ts';
import type { OperatorNode } from '../op.ts';
import type { Library, Profile } from '../profile.ts';

/** One allocation during Prepare: a temporary TfLiteTensor, persistent bytes in the tail (16-byte aligned), a scratch
 * buffer, or the bytes of a resource variable, which the first that asks for them gets. */
export type Request =
  | { readonly kind: 'temporary'; readonly tensor: Tensor }
  | { readonly kind: 'persistent'; readonly bytes: number }
  | { readonly kind: 'scratch'; readonly bytes: number }
  | { readonly kind: 'variable'; readonly handle: Tensor; readonly bytes: number };

interface Struct {
  readonly bytes: number;
  readonly alignment: number;
}

/** `intEnums`: where enums are as wide as an int, if that makes a difference. */
export interface Parameters extends Struct {
  readonly intEnums?: Struct;
}

/** What ESP-NN has no kernel for, and most that it has one for, keeps the reference's size. `intEnums`: where enums are
 * as wide as an int, if that makes a difference. */
export interface OpDataBytes extends Readonly<Record<Exclude<Library, 'esp_nn'>, number>> {
  readonly esp_nn?: number;
  readonly intEnums?: number;
}

export interface Footprint {
  /** The TfLite...Params struct that the operator's parser allocates
   * (tensorflow/lite/core/api/flatbuffer_conversions.cc), with its natural alignment; undefined where the parser
   * allocates none. */
  readonly parameters?: Parameters;
  /** sizeof(OpData) that Init asks for; undefined without Init. */
  readonly opDataBytes?: OpDataBytes;
  /** Why a library's kernel refuses what TFLM's reference kernel runs; undefined where it doesn't. */
  readonly refusal?: (node: OperatorNode, profile: Profile) => string | undefined;
  /** Where a library's kernel can answer otherwise than TFLM's reference kernel, and why. */
  readonly warning?: (node: OperatorNode, profile: Profile) => string | undefined;
  /** What Init asks for beside it, 16-byte aligned each. */
  readonly moreInitBytes?: (node: OperatorNode) => readonly number[];
  /** Allocations of the kernel's Prepare in their order; undefined without Prepare. */
  readonly prepare?: (node: OperatorNode, profile: Profile) => readonly Request[];
}

export const both = (bytes: number): OpDataBytes => ({ cmsis_nn: bytes, reference: bytes });

/** Parameters that are one enum. */
export const ONE_ENUM: Parameters = { bytes: 1, alignment: 1, intEnums: { bytes: 4, alignment: 4 } };

export function opDataBytesOn(sizes: OpDataBytes, { library, enums }: Profile): number {
  if (enums === 'int' && sizes.intEnums !== undefined) return sizes.intEnums;
  return sizes[library] ?? sizes.reference;
}

export function parametersOn(parameters: Parameters, { enums }: Profile): Struct {
  return (enums === 'int' ? parameters.intEnums : undefined) ?? parameters;
}

/** MicroContext::AllocateTempInputTensor or ...OutputTensor for each tensor that is there (micro_context.cc). */
export function temporaries(...tensors: readonly (Tensor | undefined)[]): Request[] {
  return tensors.flatMap((tensor) => (tensor ? [{ kind: 'temporary', tensor }] : []));
}

export function persistent(bytes: number): Request {
  return { kind: 'persistent', bytes };
}

export function scratch(bytes: number): Request {
  return { kind: 'scratch', bytes };
}

/** Multiplier and shift of every output channel, int32 each. */
export function perChannel(channels: number): Request[] {
  return [persistent(4 * channels), persistent(4 * channels)];
}

/** Kernels that look at all inputs and the output once. */
export function allTensors({ inputs, outputs }: OperatorNode): Request[] {
  return temporaries(...inputs, ...outputs);
}

/** Kernels that look at the first input and the output. */
export function inputAndOutput({ inputs, outputs }: OperatorNode): Request[] {
  return temporaries(inputs[0], outputs[0]);
}

/** CreateWritableTensorDimsWithCopy (kernel_util.cc): the output's dimensions move from the file to the arena. */
export function writableDimensions(tensor: Tensor | undefined): Request[] {
  return tensor ? [persistent(4 + 4 * tensor.shape.length)] : [];
}

/** Kernels with neither parameters nor Init nor Prepare. */
export const noFootprint: Footprint = {};

/** Kernels whose Prepare looks at the first input and the output, and that keep nothing. */
export const inputAndOutputFootprint: Footprint = { prepare: inputAndOutput };

/** Kernels whose Prepare looks at all inputs and the output, and that keep nothing. */
export const allTensorsFootprint: Footprint = { prepare: allTensors };

export function isInt8Node({ inputs: [input], outputs: [output] }: OperatorNode): boolean {
  return input?.type === 'INT8' && output?.type === 'INT8';
}

export function isInt8OrInt16(tensor: Tensor | undefined): boolean {
  return tensor?.type === 'INT8' || tensor?.type === 'INT16';
}
