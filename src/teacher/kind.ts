// What a kind of teacher is.
import type { FileAlternative } from '../base/one-of.ts';
import type { Outcome } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import type { Shape } from '../base/shape.ts';
import type { Dataset } from '../data/dataset.ts';
import type { MakeTrainer } from '../nn/trainer.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { Checkpoints } from '../student/checkpoint.ts';
import type { TeacherEngines } from './engines.ts';
import type { LiveTeacher } from './live.ts';

/** What a teacher answers, and what it may use for that. */
export interface Questions {
  readonly train: Dataset;
  /** Undefined where accuracy isn't measured. */
  readonly test?: Dataset;
  /** A file of the workspace. */
  readonly read: ReadFile;
  readonly makeKernels: MakeKernels;
  readonly makeTrainer: MakeTrainer;
  /** For teachers that kd-gate's own kernels don't run. */
  readonly engines?: TeacherEngines;
  readonly seed: number;
  /** Tells the initial weights of several networks of one seed apart; `teacher` unless it is one of several. */
  readonly stream?: string;
  /** Asked before anything long, with its multiply-accumulates. */
  readonly spend?: (macs: number) => Outcome<void>;
  /** Of the training whose initial weights are of this stream. */
  readonly checkpoints?: (stream: string) => Checkpoints | undefined;
  readonly onProgress?: (done: number, total: number, note?: string) => void;
}

export interface TeacherAnswers {
  /** What made the logits, for the report. */
  readonly engine: string;
  /** [train.count, classes] */
  readonly train: Float32Array;
  /** [test.count, classes]; undefined when nobody knows them. */
  readonly test?: Float32Array;
  /** SHA-256 of the files behind it, by role. */
  readonly digests: Readonly<Record<string, string>>;
  /** Of a teacher whose network runs here. */
  readonly live?: LiveTeacher;
}

/** Its key in `teacher:`, which is also what the report calls it, the files that the key names, and its answers. */
export interface TeacherKind extends FileAlternative {
  /** Its answers are read from a file, so that storing them would save nothing. */
  readonly isFileOfAnswers?: true;
  /** Of a teacher whose layers can be seen: their shapes by name, before it is trained or asked. */
  shapes?(value: unknown, train: Dataset): Outcome<ReadonlyMap<string, Shape>>;
  /**
   * `value` is that of its key; `section`, all of `teacher:`, is for the siblings. Problems have codes `teacher/...` or
   * of the stages that it uses, and paths inside the section.
   */
  answer(questions: Questions, value: unknown, section: unknown): Promise<Outcome<TeacherAnswers>>;
  /**
   * The same teacher where its answers are known already; `state` is that of the one that gave them. Undefined where it
   * is none of such a teacher.
   */
  live?(questions: Questions, value: unknown, state: Float32Array): Promise<Outcome<LiveTeacher | undefined>>;
}

export type TeacherKinds = Readonly<Record<string, TeacherKind>>;
