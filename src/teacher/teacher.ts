// A teacher's answers to the training samples, from whichever kind of teacher kd.yaml names.
import { chooseOne } from '../base/one-of.ts';
import { attempt, attemptLater, must, mustAll, type Outcome, reject } from '../base/problem.ts';
import { type Score, scoreOf } from '../student/score.ts';
import type { Questions, TeacherKinds } from './kind.ts';
import { TEACHERS } from './kinds/index.ts';
import type { TeacherParams } from './params.ts';

export interface TeacherInput extends Questions {
  readonly params: TeacherParams;
}

/** Its score is that on the test set; none when its answers there are not known. */
export interface Teaching extends Score {
  /** Its key in kd.yaml. */
  readonly kind: string;
  /** What made the logits. */
  readonly engine: string;
  /** [train.count, outputs] */
  readonly logits: Float32Array;
  /** SHA-256 of the files behind it, by role. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Problems have paths inside the `teacher:` section; codes are `teacher/...` and those of the stages that it uses. */
export function askTeacher(
  { params, ...questions }: TeacherInput,
  kinds: TeacherKinds = TEACHERS,
): Promise<Outcome<Teaching>> {
  return attemptLater(async () => {
    const { name, entry, value } = must(chooseOne(kinds, params, { what: 'a teacher', code: 'teacher/kinds' }));
    const { engine, train, test, digests } = must(await entry.answer(questions, value, params));
    mustAll([checkFinite(train, 'training'), ...(test ? [checkFinite(test, 'test')] : [])]);
    const score = test && questions.test && scoreOf(questions.test, test);
    return { kind: name, engine, logits: train, ...score, digests };
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
