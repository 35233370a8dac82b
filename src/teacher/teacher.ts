// A teacher's answers to the training samples, from whichever source kd.yaml names.
import { done, failed, type Outcome, type Problem } from '../base/problem.ts';
import type { Answers } from '../report/report.ts';
import { countCorrect } from '../student/evaluate.ts';
import type { TeacherParams } from './params.ts';
import type { Source, TeacherInput } from './source.ts';
import { layers } from './sources/layers.ts';
import { logits } from './sources/logits.ts';
import { tflite } from './sources/tflite.ts';

const SOURCES = { tflite, logits, layers } satisfies Record<string, Source>;

export type TeacherKind = keyof typeof SOURCES;

export interface Teaching {
  readonly kind: TeacherKind;
  /** What made the logits. */
  readonly engine: string;
  /** [train.count, classes] */
  readonly logits: Float32Array;
  /** Of the teacher on the test set; undefined when its answers there are not known. */
  readonly accuracy?: Answers;
  /** SHA-256 of the files behind it, by role. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Problems have codes `teacher/...` and paths inside the `teacher:` section. */
export async function askTeacher(input: TeacherInput): Promise<Outcome<Teaching>> {
  const kinds = (Object.keys(SOURCES) as TeacherKind[]).filter((kind) => input.params[kind] !== undefined);
  const [kind] = kinds;
  if (kinds.length !== 1) return failed(wrongKinds(kinds));
  const answered = await SOURCES[kind](input);
  if (!answered.ok) return answered;
  const { engine, train, test, digests } = answered.value;
  const problems = [...checkLogits(train, 'training'), ...(test ? checkLogits(test, 'test') : [])];
  if (problems.length > 0) return failed(...problems);
  const accuracy = test && countCorrect(test, input.test.labels);
  return done({ kind, engine, logits: train, accuracy, digests });
}

function wrongKinds(kinds: readonly (keyof TeacherParams)[]): Problem {
  const found = kinds.length === 0 ? 'none of them is there' : `not ${kinds.join(' and ')}`;
  return { code: 'teacher/kinds', message: `a teacher is one of tflite, logits and layers; ${found}` };
}

function checkLogits(values: Float32Array, set: string): readonly Problem[] {
  const wrong = values.findIndex((v) => !Number.isFinite(v));
  if (wrong < 0) return [];
  const message = `the teacher's answers to the ${set} samples are not all finite; the first that is not is value ${wrong}, ${values[wrong]}`;
  return [{ code: 'teacher/not-finite', message }];
}
