// What the gate computes with; the host makes it, tests pass their own.

import type { ReadFile } from '../base/read-file.ts';
import type { MakeTrainer } from '../nn/trainer.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { Evaluate } from './evaluate.ts';
import type { OnProgress } from './progress.ts';

export interface Tools {
  /** A file named in kd.yaml. */
  readonly read: ReadFile;
  readonly makeKernels: MakeKernels;
  readonly makeTrainer: MakeTrainer;
  readonly evaluate: Evaluate;
  readonly onProgress: OnProgress;
}
