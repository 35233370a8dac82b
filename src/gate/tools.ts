// What the gate computes with; the host makes it, tests pass their own.
import type { MakeTrainer } from '../nn/trainer.ts';
import type { ReadFile } from '../store/reads.ts';
import type { Evaluate } from './evaluate.ts';
import type { MakeKernels } from './measure.ts';
import type { OnProgress } from './progress.ts';

export interface Tools {
  /** A file named in kd.yaml. */
  readonly read: ReadFile;
  readonly makeKernels: MakeKernels;
  readonly makeTrainer: MakeTrainer;
  readonly evaluate: Evaluate;
  readonly onProgress: OnProgress;
}
