// Tensors as typed views of linear memory, and their values as lists of integers.
import { reject } from '../../base/problem.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { OpTensor } from '../op.ts';
import { rejectType, requireType } from './tensor.ts';

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

/** int32 or int64 values that must be known before the model runs: axes, paddings, shapes.
 * Inside an `attempt`. */
export function constantIntegers(kernels: Kernels, tensor: OpTensor): readonly number[] {
  if (!tensor.isConstant) {
    reject('micro/constant', `tensor "${tensor.name}" must be a constant: TFLM needs it before the model runs`);
  }
  if (tensor.type === 'INT64') return Array.from(int64(kernels, tensor), Number);
  requireType(tensor, 'INT32', 'INT16', 'INT8');
  return Array.from(numbers(kernels, tensor));
}

/** An int32 tensor of axes, read now where it is constant and for each run where the model computes it: `plan` gets
 * its values, and what it returns stays for a constant. */
export function planned<T>(kernels: Kernels, tensor: OpTensor, plan: (values: readonly number[]) => T): () => T {
  requireType(tensor, 'INT32');
  const values = int32(kernels, tensor);
  if (!tensor.isConstant) return () => plan(Array.from(values));
  const fixed = plan(Array.from(values));
  return () => fixed;
}

/** int32 or int64 values that the model may compute, for each run anew. */
export function integersOf(kernels: Kernels, tensor: OpTensor): () => number[] {
  requireType(tensor, 'INT32', 'INT64');
  const values = tensor.type === 'INT64' ? int64(kernels, tensor) : int32(kernels, tensor);
  return () => Array.from(values, Number);
}
