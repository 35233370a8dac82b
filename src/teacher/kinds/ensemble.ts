// Several teachers as one: the mean of their logits, which is the geometric mean of their predictions (Hinton, Vinyals,
// Dean 2015, section 1). It is so at every temperature, where a mean of probabilities would be right at one alone.
import type { JSONSchema } from 'json-schema-to-ts';
import { chooseOne, filesOf, listOf, propertiesOf, type Section } from '../../base/one-of.ts';
import { attempt, attemptLater, must, mustAll, type Outcome, under } from '../../base/problem.ts';
import type { Questions, TeacherAnswers, TeacherKind, TeacherKinds } from '../kind.ts';
import type { LiveTeacher } from '../live.ts';

const MOST_MEMBERS = 8;

const WEIGHT = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1e6,
  default: 1,
  description: "How much this teacher's answers count beside the others'.",
} as const;

type Member = Section & { readonly weight: number };

/** Of these kinds of teachers. */
export function ensembleOf<const List extends TeacherKinds>(kinds: List) {
  return {
    schema: {
      type: 'array',
      description: 'Several teachers, whose logits are averaged.',
      minItems: 2,
      maxItems: MOST_MEMBERS,
      items: {
        type: 'object',
        description: `One of ${listOf(Object.keys(kinds))}, and its weight.`,
        additionalProperties: false,
        minProperties: 1,
        properties: { ...propertiesOf<List>(kinds), weight: WEIGHT },
      },
    },
    files: (members: readonly Member[]) =>
      members.flatMap((member, i) => filesOf(kinds, member).map((file) => ({ ...file, key: `[${i}].${file.key}` }))),
    check: (members: readonly Member[]) =>
      attempt(() => void mustAll(members.map((_, i) => chosen(kinds, members, i)))),
    answer: (questions: Questions, members: readonly Member[]) =>
      attemptLater(async () => {
        must(attempt(() => mustAll(members.map((_, i) => chosen(kinds, members, i)))));
        const answers: TeacherAnswers[] = [];
        for (const i of members.keys()) answers.push(must(await askMember(kinds, questions, members, i)));
        return meanOf(
          answers,
          members.map(({ weight }) => weight),
        );
      }).then((outcome) => under('ensemble', outcome)),
  } as const satisfies TeacherKind & { readonly schema: JSONSchema };
}

function chosen(kinds: TeacherKinds, members: readonly Member[], i: number) {
  return under(`[${i}]`, chooseOne(kinds, members[i], { what: 'a teacher', code: 'teacher/kinds' }));
}

/** Its initial weights are its own, so that two of the same layers aren't one twice. */
function askMember(
  kinds: TeacherKinds,
  questions: Questions,
  members: readonly Member[],
  i: number,
): Promise<Outcome<TeacherAnswers>> {
  const onProgress = (done: number, total: number, note?: string) =>
    questions.onProgress?.(i * total + done, members.length * total, note);
  return attemptLater(async () => {
    const { entry, value } = must(chosen(kinds, members, i));
    const own = { ...questions, onProgress, stream: `teacher/${i}` };
    return must(under(`[${i}]`, await entry.answer(own, value, members[i])));
  });
}

function meanOf(answers: readonly TeacherAnswers[], weights: readonly number[]): TeacherAnswers {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = weights.map((weight) => weight / sum);
  const mean = (rows: readonly Float32Array[]) => weightedMean(rows, shares);
  const tests = answers.flatMap(({ test }) => (test ? [test] : []));
  const live = answers.flatMap((answer) => (answer.live ? [answer.live] : []));
  const equal = weights.every((weight) => weight === weights[0]);
  const names = answers.map(({ engine }, i) => (equal ? engine : `${weights[i]} x ${engine}`));
  return {
    engine: `mean logits of ${answers.length}: ${names.join('; ')}`,
    train: mean(answers.map(({ train }) => train)),
    ...(tests.length === answers.length && { test: mean(tests) }),
    ...(live.length === answers.length && { live: liveMean(live, mean) }),
    digests: Object.fromEntries(
      answers.flatMap(({ digests }, i) => Object.entries(digests).map(([role, sha256]) => [`${role}${i + 1}`, sha256])),
    ),
  };
}

function liveMean(live: readonly LiveTeacher[], mean: (rows: readonly Float32Array[]) => Float32Array): LiveTeacher {
  return {
    answer: (x, count) => mean(live.map((teacher) => teacher.answer(x, count))),
    macs: live.reduce((sum, { macs }) => sum + macs, 0),
    state: Float32Array.from(live.flatMap(({ state }) => Array.from(state))),
  };
}

/** Summed in float64, in the order of the members, and rounded once. */
function weightedMean(rows: readonly Float32Array[], shares: readonly number[]): Float32Array {
  return rows[0].map((_, i) => rows.reduce((sum, row, member) => sum + shares[member] * row[i], 0));
}
