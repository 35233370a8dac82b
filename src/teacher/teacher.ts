// A teacher's answers to the training samples, from whichever kind of teacher kd.yaml names.
import { base64OfUint16 } from '../base/base64.ts';
import { chooseOne } from '../base/one-of.ts';
import { attempt, attemptLater, must, mustAll, type Outcome, reject } from '../base/problem.ts';
import type { Shape } from '../base/shape.ts';
import { type Dataset, hasClasses, outputsOf } from '../data/dataset.ts';
import { answerOf } from '../student/evaluate.ts';
import { type Score, scoreOf } from '../student/score.ts';
import type { Questions, TeacherKinds } from './kind.ts';
import { TEACHERS } from './kinds/index.ts';
import type { LiveTeacher } from './live.ts';
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
  /** Of tasks with classes: the class that it takes each test sample for, as base64 of uint16. */
  readonly testAnswers?: string;
  /** [train.count, outputs] */
  readonly logits: Float32Array;
  /** SHA-256 of the files behind it, by role. */
  readonly digests: Readonly<Record<string, string>>;
  /** Undefined for answers in a file. */
  readonly live?: LiveTeacher;
}

/** The layers of the teacher, by name, before it is asked; undefined where they can't be seen. */
export function shapesOfTeacher(
  params: TeacherParams,
  train: Dataset,
  kinds: TeacherKinds = TEACHERS,
): Outcome<ReadonlyMap<string, Shape> | undefined> {
  return attempt(() => {
    const { entry, value } = must(chooseOne(kinds, params, CHOICE));
    return entry.shapes && must(entry.shapes(value, train));
  });
}

const CHOICE = { what: 'a teacher', code: 'teacher/kinds' } as const;

/** Problems have paths inside the `teacher:` section; codes are `teacher/...` and those of the stages that it uses. */
export function askTeacher(
  { params, ...questions }: TeacherInput,
  kinds: TeacherKinds = TEACHERS,
): Promise<Outcome<Teaching>> {
  return attemptLater(async () => {
    const { name, entry, value } = must(chooseOne(kinds, params, CHOICE));
    const { engine, train, test, digests, live } = must(await entry.answer(questions, value, params));
    mustAll([checkFinite(train, 'training'), ...(test ? [checkFinite(test, 'test')] : [])]);
    const score = test && questions.test && scoreOf(questions.test, test);
    const testAnswers = test && questions.test && answersTo(questions.test, test);
    const known = { ...score, ...(testAnswers !== undefined && { testAnswers }) };
    return { kind: name, engine, logits: train, ...known, digests, ...(live && { live: checked(live) }) };
  });
}

/** So many are kept: as many as a report can hold. */
const MOST_TEST_ANSWERS = 2 ** 18;

function answersTo(test: Dataset, logits: Float32Array): string | undefined {
  if (!hasClasses(test) || test.count > MOST_TEST_ANSWERS) return undefined;
  const outputs = outputsOf(test);
  const answer = (n: number) => (outputs === 1 ? Number(logits[n] > 0) : answerOf(logits, n, outputs));
  return base64OfUint16(Array.from({ length: test.count }, (_, n) => answer(n)));
}

/**
 * The same teacher, whose answers are known already; `state` is that of the one that gave them. Undefined for answers
 * in a file, and where it is the state of another teacher.
 */
export function reviveTeacher(
  { params, ...questions }: TeacherInput,
  state: Float32Array,
  kinds: TeacherKinds = TEACHERS,
): Promise<Outcome<LiveTeacher | undefined>> {
  return attemptLater(async () => {
    const { entry, value } = must(chooseOne(kinds, params, CHOICE));
    const live = await entry.live?.(questions, value, state);
    const running = live && must(live);
    return running && checked(running);
  });
}

/** Its answers leave the enclosing attempt where they are not finite. */
function checked(live: LiveTeacher): LiveTeacher {
  return {
    ...live,
    answer(x, count) {
      const logits = live.answer(x, count);
      must(checkFinite(logits, 'augmented'));
      return logits;
    },
  };
}

function checkFinite(values: Float32Array, set: string): Outcome<void> {
  return attempt(() => {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) return;
    const first = `the first that is not is value ${wrong}, ${values[wrong]}`;
    reject('teacher/not-finite', `the teacher's answers to the ${set} samples are not all finite; ${first}`);
  });
}
