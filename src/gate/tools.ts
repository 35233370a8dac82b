// What the gate computes with; the host makes it, tests pass their own.
import type { Outcome } from '../base/problem.ts';
import type { MakeTrainer } from '../nn/trainer.ts';
import type { Examine } from './evaluate.ts';
import type { MakeKernels } from './measure.ts';
import type { OnProgress } from './progress.ts';

export interface Tools {
  /** A file named in kd.yaml. */
  readonly read: (path: string) => Promise<Outcome<Uint8Array>>;
  readonly makeKernels: MakeKernels;
  readonly makeTrainer: MakeTrainer;
  readonly examine: Examine;
  readonly onProgress: OnProgress;
}
