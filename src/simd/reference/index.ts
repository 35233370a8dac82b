// All kernels in plain TypeScript over one memory.
import type { Kernels } from '../kernels.ts';
import { inferenceReference } from './inference.ts';
import { trainingReference } from './training.ts';

export function referenceKernels(memory: { readonly buffer: SharedArrayBuffer }): Kernels {
  const { buffer } = memory;
  return {
    ...trainingReference(buffer),
    ...inferenceReference(buffer),
    memory: buffer,
  };
}
