// What a command computes with: the compiled kernels, and trainers on a number of threads.
import type { MakeKernels } from '../measure.ts';
import type { MakeTrainer } from '../nn/trainer.ts';

export interface Engine {
  readonly version: string;
  /** Of dist/kernels.wasm: a part of what a result depends on. */
  readonly kernelsSha256: string;
  readonly makeKernels: MakeKernels;
  trainerOn(threads: number): MakeTrainer;
}
