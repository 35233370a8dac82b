// All kernels in plain TypeScript over one memory.
import type { Kernels } from '../kernels.ts';
import { trainingReference } from './training.ts';

export function referenceKernels(memory: { readonly buffer: SharedArrayBuffer }): Kernels {
  const { buffer } = memory;
  return {
    ...trainingReference(buffer),
    memory: buffer,
  };
}
