// What operators share that only move elements: whatever their type, by their width.
import { reject } from '../../base/problem.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { OperatorRun, OpTensor } from '../op.ts';
import { rejectType } from './tensor.ts';

const VIEWS = {
  INT8: Uint8Array,
  UINT8: Uint8Array,
  BOOL: Uint8Array,
  INT16: Uint16Array,
  UINT16: Uint16Array,
  FLOAT16: Uint16Array,
  INT32: Uint32Array,
  UINT32: Uint32Array,
  FLOAT32: Uint32Array,
  RESOURCE: Uint32Array,
  INT64: BigUint64Array,
  UINT64: BigUint64Array,
  FLOAT64: BigUint64Array,
} as const;

/** Elements by their width alone. Values are moved, never looked at, so that 64-bit ones may pass for numbers. */
export function movable({ memory }: Kernels, tensor: OpTensor): Uint32Array {
  if (!(tensor.type in VIEWS)) return rejectType(tensor);
  const View = VIEWS[tensor.type as keyof typeof VIEWS] as unknown as new (
    buffer: ArrayBufferLike,
    at: number,
    length: number,
  ) => Uint32Array;
  return new View(memory, tensor.address, tensor.elements);
}

/** y[i] = x[sources[i]]. Inside an `attempt`. */
export function moveFrom(kernels: Kernels, input: OpTensor, output: OpTensor, sources: Int32Array): OperatorRun {
  const x = movable(kernels, input);
  const y = movable(kernels, output);
  if (sources.length !== y.length) {
    reject('micro/shape', `${sources.length} elements are moved to an output of ${y.length}`);
  }
  return {
    run() {
      for (let i = 0; i < y.length; i++) y[i] = x[sources[i]];
    },
  };
}
