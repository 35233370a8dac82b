// What the arithmetic runs on: functions over one linear memory, addresses in bytes. Two makers of it: reference/ and assembly/.
import type { InferenceKernels } from './inference.ts';
import type { TrainingKernels } from './training.ts';

export interface Kernels extends InferenceKernels, TrainingKernels {
  /** The memory that all addresses point into. */
  readonly memory: SharedArrayBuffer;
}
