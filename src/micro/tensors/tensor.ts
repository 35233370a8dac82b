// What operators share: typed views of tensors, their quantization, checks of types and shapes.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape } from '../../base/shape.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { OpTensor, Preparation } from '../op.ts';

export type NumberView = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array;

const VIEWS = {
  INT8: Int8Array,
  UINT8: Uint8Array,
  BOOL: Uint8Array,
  INT16: Int16Array,
  UINT16: Uint16Array,
  INT32: Int32Array,
  UINT32: Uint32Array,
  FLOAT32: Float32Array,
} as const;

/** Element type by element type, the tensor at its place in memory. */
export function numbers({ memory }: Kernels, tensor: OpTensor): NumberView {
  const { type } = tensor;
  if (!(type in VIEWS)) return rejectType(tensor);
  // TypeScript knows no constructor that all of them share.
  const View = VIEWS[type as keyof typeof VIEWS] as new (
    buffer: ArrayBufferLike,
    at: number,
    length: number,
  ) => NumberView;
  return new View(memory, tensor.address, tensor.elements);
}

export const int8 = ({ memory }: Kernels, { address, elements }: OpTensor) => new Int8Array(memory, address, elements);
export const int16 = ({ memory }: Kernels, { address, elements }: OpTensor) =>
  new Int16Array(memory, address, elements);
export const int32 = ({ memory }: Kernels, { address, elements }: OpTensor) =>
  new Int32Array(memory, address, elements);
export const int64 = ({ memory }: Kernels, { address, elements }: OpTensor) =>
  new BigInt64Array(memory, address, elements);
export const float32 = ({ memory }: Kernels, { address, elements }: OpTensor) =>
  new Float32Array(memory, address, elements);
export const rawBytes = ({ memory }: Kernels, { address, bytes }: OpTensor) => new Uint8Array(memory, address, bytes);

/** The input at this position, which must be there. */
export function inputAt({ inputs }: Preparation, position: number): OpTensor {
  return inputs[position] ?? reject('micro/input', `input ${position} is missing`);
}

export function outputAt({ outputs }: Preparation, position: number): OpTensor {
  return outputs[position] ?? reject('micro/output', `output ${position} is missing`);
}

export function rejectType({ name, type }: OpTensor): never {
  return reject('micro/type', `tensor "${name}" of type ${type} is not supported; TFLM's kernel has no such form`);
}

export function requireType(tensor: OpTensor, ...types: readonly TensorType[]): void {
  if (!types.includes(tensor.type)) rejectType(tensor);
}

export function requireSameType(a: OpTensor, b: OpTensor): void {
  if (a.type !== b.type) {
    reject(
      'micro/type',
      `tensors "${a.name}" and "${b.name}" have types ${a.type} and ${b.type}; they must be the same`,
    );
  }
}

export function requireSameElements(a: OpTensor, b: OpTensor): void {
  if (a.elements !== b.elements) {
    reject(
      'micro/shape',
      `tensors "${a.name}" and "${b.name}" have ${a.elements} and ${b.elements} elements; they must be the same`,
    );
  }
}

export function requireRank(tensor: OpTensor, rank: number): void {
  if (tensor.shape.length !== rank) {
    reject('micro/shape', `tensor "${tensor.name}" is ${describeShape(tensor.shape)}; ${rank} dimensions are needed`);
  }
}

export function requireShape({ shape, name }: OpTensor, expected: Shape): void {
  if (!sameShape(shape, expected)) {
    reject('micro/shape', `"${name}" is ${describeShape(shape)}; it should be ${describeShape(expected)}`);
  }
}

/** The axis meant; negative ones count from the end. */
export function axisOf(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  return resolved >= 0 && resolved < rank ? resolved : reject('micro/axis', `axis ${axis} of ${rank} dimensions`);
}

/** The one input and the one output of an operator that changes neither type nor number of elements; no types: it takes any. */
export function inputAndOutput(
  preparation: Preparation,
  ...types: readonly TensorType[]
): readonly [input: OpTensor, output: OpTensor] {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  if (types.length > 0) requireType(input, ...types);
  requireSameType(input, output);
  requireSameElements(input, output);
  return [input, output];
}

/** float32, as the file and TfLiteTensor.params hold it. */
export function scaleOf({ name, quantization }: OpTensor): number {
  const scale = quantization?.scales[0];
  return scale === undefined
    ? reject('micro/quantization', `tensor "${name}" has no quantization`)
    : Math.fround(scale);
}

export function zeroPointOf({ quantization }: OpTensor): number {
  return quantization?.zeroPoints[0] ?? 0;
}

export const isQuantized = ({ quantization }: OpTensor) => (quantization?.scales.length ?? 0) > 0;

/** int32 forms that only compute with the numbers as they are. */
export function requireUnquantized(...tensors: readonly OpTensor[]): void {
  if (tensors.some(isQuantized)) reject('micro/quantization', 'quantized int32 tensors are not supported');
}

/** int16 forms that know no zero point. */
export function requireSymmetric(...tensors: readonly OpTensor[]): void {
  if (tensors.some((tensor) => zeroPointOf(tensor) !== 0)) {
    reject('micro/quantization', 'int16 tensors must have zero point 0');
  }
}

export const INTEGER_RANGES = {
  INT8: { min: -128, max: 127 },
  UINT8: { min: 0, max: 255 },
  INT16: { min: -32768, max: 32767 },
  INT32: { min: -2147483648, max: 2147483647 },
} as const;

/** int32 or int64 values that must be known before the model runs: axes, paddings, shapes. */
export function constantIntegers(kernels: Kernels, tensor: OpTensor): readonly number[] {
  if (!tensor.isConstant) {
    reject('micro/constant', `tensor "${tensor.name}" must be a constant: TFLM needs it before the model runs`);
  }
  if (tensor.type === 'INT64') return Array.from(int64(kernels, tensor), Number);
  requireType(tensor, 'INT32', 'INT16', 'INT8');
  return Array.from(numbers(kernels, tensor));
}

/** int32 or int64 values that the model may compute, for each run anew. */
export function integersOf(kernels: Kernels, tensor: OpTensor): () => number[] {
  requireType(tensor, 'INT32', 'INT64');
  const values = tensor.type === 'INT64' ? int64(kernels, tensor) : int32(kernels, tensor);
  return () => Array.from(values, Number);
}
