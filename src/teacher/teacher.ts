// A teacher's answers to the training samples, from whichever kind of teacher kd.yaml names.
import { chooseOne } from '../base/one-of.ts';
import { attempt, attemptLater, must, mustAll, type Outcome, reject } from '../base/problem.ts';
import type { Shape } from '../base/shape.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Answers } from '../report/report.ts';
import { countCorrect } from '../student/evaluate.ts';
import type { Questions, TeacherKinds } from './kind.ts';
import { TEACHERS } from './kinds/index.ts';
import type { LiveTeacher } from './live.ts';
import type { TeacherParams } from './params.ts';

export interface TeacherInput extends Questions {
  readonly params: TeacherParams;
}

export interface Teaching {
  /** Its key in kd.yaml. */
  readonly kind: string;
  /** What made the logits. */
  readonly engine: string;
  /** [train.count, classes] */
  readonly logits: Float32Array;
  /** Of the teacher on the test set; undefined when its answers there are not known. */
  readonly accuracy?: Answers;
  /** SHA-256 of the files behind it, by role. */
  readonly digests: Readonly<Record<string, string>>;
  /** Of a teacher whose network runs here; stored answers have none. */
  readonly live?: LiveTeacher;
}

/** The layers of the teacher, by name, before it is asked; undefined where they can't be seen. */
export function shapesOfTeacher(
  params: TeacherParams,
  train: Dataset,
  kinds: TeacherKinds = TEACHERS,
): Outcome<ReadonlyMap<string, Shape> | undefined> {
  return attempt(() => {
    const { entry, value } = must(chooseOne(kinds, params, { what: 'a teacher', code: 'teacher/kinds' }));
    return entry.shapes && must(entry.shapes(value, train));
  });
}

/** Problems have paths inside the `teacher:` section; codes are `teacher/...` and those of the stages that it uses. */
export function askTeacher(
  { params, ...questions }: TeacherInput,
  kinds: TeacherKinds = TEACHERS,
): Promise<Outcome<Teaching>> {
  return attemptLater(async () => {
    const { name, entry, value } = must(chooseOne(kinds, params, { what: 'a teacher', code: 'teacher/kinds' }));
    const { engine, train, test, digests, live } = must(await entry.answer(questions, value, params));
    mustAll([checkFinite(train, 'training'), ...(test ? [checkFinite(test, 'test')] : [])]);
    const accuracy = test && questions.test && countCorrect(test, questions.test.labels);
    return { kind: name, engine, logits: train, accuracy, digests, ...(live && { live }) };
  });
}

function checkFinite(values: Float32Array, set: string): Outcome<void> {
  return attempt(() => {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) return;
    const first = `the first that is not is value ${wrong}, ${values[wrong]}`;
    reject('teacher/not-finite', `the teacher's answers to the ${set} samples are not all finite; ${first}`);
  });
}
