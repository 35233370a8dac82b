// What a command computes with: the compiled kernels, and trainers on a number of threads.
import type { Spool } from '../base/spool.ts';
import type { MakeTrainer } from '../nn/trainer.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { TeacherEngines } from '../teacher/engines.ts';
import type { Evaluate } from './evaluate.ts';

export interface Engine {
  readonly version: string;
  /** Of dist/kernels.wasm and dist/wide-kernels.wasm: a part of what a result depends on, the same in every process. */
  readonly kernelsSha256: string;
  /** Of the program itself, so that stored results of another build with the same version don't pass for its own. */
  readonly buildSha256: string;
  readonly makeKernels: MakeKernels;
  trainerOn(threads: number): MakeTrainer;
  evaluateOn(threads: number): Evaluate;
  /** `folder`: where @tensorflow/tfjs-node and onnxruntime are, by somebody who may say what is executed. Absent where
   * no teacher is asked. */
  teacherEngines?(folder?: string): TeacherEngines;
  /** Where samples go that are more than memory should hold; into memory where there is none. */
  openSpool?(): Spool;
}
