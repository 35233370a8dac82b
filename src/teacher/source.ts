// What a source of a teacher's answers is.
import type { Outcome } from '../base/problem.ts';
import type { Dataset } from '../data/dataset.ts';
import type { MakeTrainer } from '../nn/trainer.ts';
import type { Kernels } from '../simd/kernels.ts';
import type { TeacherParams } from './params.ts';

export interface TeacherInput {
  readonly params: TeacherParams;
  readonly train: Dataset;
  readonly test: Dataset;
  /** A file of the workspace. */
  readonly read: (path: string) => Promise<Outcome<Uint8Array>>;
  readonly makeKernels: (memoryBytes: number) => Kernels;
  readonly makeTrainer: MakeTrainer;
  readonly seed: number;
  readonly onProgress?: (done: number, total: number, note?: string) => void;
}

export interface Answered {
  /** What made the logits, for the report. */
  readonly engine: string;
  /** [train.count, classes] */
  readonly train: Float32Array;
  /** [test.count, classes]; undefined when nobody knows them. */
  readonly test?: Float32Array;
  /** SHA-256 of the files behind it, by role. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Problems have codes `teacher/...` and paths inside the `teacher:` section. */
export type Source = (input: TeacherInput) => Promise<Outcome<Answered>>;
