// What the arithmetic runs on: functions over one linear memory, addresses in bytes. Two makers of it: reference/ and
// assembly/.
import type { FloatKernels } from './float-kernels.ts';
import type { Int8Kernels } from './int8-kernels.ts';

export interface Kernels extends FloatKernels, Int8Kernels {
  /** The memory that all addresses point into. */
  readonly memory: SharedArrayBuffer;
}

/** Kernels over a new memory of this many bytes. */
export type MakeKernels = (memoryBytes: number) => Kernels;
