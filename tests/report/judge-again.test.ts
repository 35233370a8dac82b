// Reports of other jobs: only their figures count, and a report that can't be true is a mistake.
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { judgeAgain, leaveUnjudged } from '../../src/report/judge-again.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import type { ModelReport, Report, ReportedRules } from '../../src/report/report.ts';
import { COMMIT } from './cases.ts';
import { factsOf, failingReport } from './claims.ts';

const honest = failingReport();
const facts = factsOf(honest);
const judge = (report: Report, ratchet = true) => judgeAgain(report, facts, { ratchet });
/** The report with its only model changed. */
const withModel = (change: (model: ModelReport) => Partial<ModelReport>): Report => ({
  ...honest,
  models: honest.models.map((model) => ({ ...model, ...change(model) })),
});

describe('an honest report', () => {
  test('gets the verdict that it had, and no word of its own', () => {
    const judged = judge({ ...honest, waiver: { label: 'kd-accept', by: 'mallory', status: 'accepted' } });
    expect(judged).toMatchObject({ ok: true, value: { verdict: 'fail' } });
    if (!judged.ok) return;
    expect(judged.value).not.toHaveProperty('waiver');
    expect(judged.value.base).toEqual({ status: 'stored', commit: COMMIT });
    expect(judged.value.models).toEqual(honest.models);
  });

  test('of a job that did not ratchet is believed by one that does', () => {
    expect(problemsOf(judge(honest, false))).toEqual([]);
  });

  test('keeps what its job says beside the budgets', () => {
    const unmeasuredBoards = [{ id: 'new', name: 'New', reason: 'its core has not been measured' }];
    const said = { warnings: ['every answer is class 3'], accuracyReason: 'the test set is empty', unmeasuredBoards };
    const [model] = honest.models;
    const { accuracy: _, floatAccuracy: __, answersBySample: ___, perClass: ____, ...figures } = model;
    const told: Report = { ...honest, models: [judgeFigures({ ...figures, ...said }, [], model.base)] };
    const known = {
      ...facts,
      models: new Map([[model.name, { limits: [], reserve: [], ...boardsAnd(unmeasuredBoards) }]]),
    };
    expect(must(judgeAgain({ ...told, verdict: 'not measured' }, known, { ratchet: true })).models[0]).toMatchObject(
      said,
    );
  });

  test('loses the change that it proposes: nobody here ran it', () => {
    const proposal = { model: 'a', passes: true, changes: [{ path: ['models'], to: 1 }], effects: [] };
    const told = withModel(() => ({ proposal }));
    expect(must(judge(told)).models[0]).not.toHaveProperty('proposal');
    expect(must(leaveUnjudged(told, 'kd.yaml')).models[0]).not.toHaveProperty('proposal');
  });

  test('has its words, places and causes made anew', () => {
    const told = withModel(({ budgets }) => ({
      settings: { 'student.layers': 'as before' },
      budgets: budgets.map((j) => ({ ...j, reason: '@octocat', place: { file: 'other', line: 1 } })),
    }));
    const judged = judge(told);
    expect(judged.ok && judged.value.models).toEqual(honest.models);
  });
});

/** Those of the honest report, and more. */
function boardsAnd(more: readonly { readonly id: string; readonly name: string }[]) {
  const [{ boards, settings = {} }] = honest.models;
  return { boards: [...boards, ...more], settings };
}

const LOOSER = { model: 'digits', what: 'budget', effect: 'looser', text: 'size max 8 KiB → 16 KiB' } as const;
const byBase: ReportedRules = { wanted: 'base', judgedBy: 'base', changes: [LOOSER] };

describe('the rules', () => {
  const free = failingReport([]);
  const ruled = (report: Report, rules?: ReportedRules, base?: string) =>
    judgeAgain(report, { ...factsOf(free, []), rules, base }, { ratchet: true });

  test('are those that were found, whatever the report says of them', () => {
    const told = { ...free, rules: { ...byBase, changes: [] } };
    expect(must(ruled(told, byBase)).rules).toEqual(byBase);
    const head = { ...byBase, wanted: 'head', judgedBy: 'head' } as const;
    expect(must(ruled(free, head))).toMatchObject({ verdict: 'warn', rules: head });
  });

  test('that nobody could compare are said to be so', () => {
    expect(must(ruled({ ...free, rules: { wanted: 'head', judgedBy: 'head', changes: [LOOSER] } })).rules).toEqual({
      wanted: 'head',
      judgedBy: 'head',
      reason: 'no base was named to compare them with',
      changes: [],
    });
  });

  test.each<[string, Report, ReportedRules | undefined, string, string]>([
    ['of the head where the base judges', free, byBase, 'other-rules', "by the head's rules, but here the base's"],
    ['of the base where the head judges', { ...free, rules: byBase }, undefined, 'other-rules', "but here the head's"],
    ['of another base', { ...free, rules: byBase }, byBase, 'other-base', 'but the base is eeeeeee'],
  ])('%s are a mistake', (_, report, rules, code, words) => {
    const base = code === 'other-base' ? 'e'.repeat(40) : undefined;
    expect(problemsOf(ruled(report, rules, base))).toEqual([
      { code: `report/${code}`, message: expect.stringContaining(words) },
    ]);
  });

  test("of the base are named as the base's where a budget is none of them", () => {
    expect(problemsOf(ruled({ ...honest, rules: byBase }, byBase))[0].message).toContain("the base's kd.yaml");
  });
});

describe('a mistake is', () => {
  const pass = (model: ModelReport) => model.budgets.map((j) => ({ ...j, verdict: 'pass' }) as const);
  test.each<[string, Report, string, string]>([
    [
      'another kd.yaml',
      { ...honest, spec: { ...honest.spec, sha256: '00'.repeat(32) } },
      'other-spec',
      'another kd.yaml',
    ],
    ['another seed', { ...honest, seed: 2 }, 'contradiction', 'seed 2'],
    ['a verdict that its models do not have', { ...honest, verdict: 'pass' }, 'contradiction', 'says pass'],
    [
      'a forged verdict',
      { ...withModel((model) => ({ verdict: 'pass', budgets: pass(model) })), verdict: 'pass' },
      'contradiction',
      'says pass, but by kd.yaml its figures give fail',
    ],
    [
      'no budgets',
      { ...withModel(() => ({ verdict: 'pass', budgets: [] })), verdict: 'pass' },
      'contradiction',
      'the budget size max 16 KiB (fail) of kd.yaml is missing',
    ],
    [
      'a budget twice',
      withModel(({ budgets }) => ({ budgets: [...budgets, budgets[0]] })),
      'contradiction',
      "not one of kd.yaml's",
    ],
    [
      'no models and a pass',
      { ...honest, verdict: 'pass', models: [] },
      'contradiction',
      'its models say not measured',
    ],
    [
      "a board's failure as a budget's",
      withModel(({ budgets }) => ({ budgets: budgets.map((j) => ({ ...j, ofBoard: true })) })),
      'contradiction',
      'by kd.yaml its figures give',
    ],
    [
      'a band that the figures do not have',
      withModel(({ budgets }) => ({ budgets: budgets.map((j) => ({ ...j, bandEnd: 1 })) })),
      'contradiction',
      'by kd.yaml its figures give',
    ],
    ['an unknown model', withModel(() => ({ name: 'toString' })), 'contradiction', 'has a model "toString"'],
    ['a model twice', { ...honest, models: [...honest.models, ...honest.models] }, 'contradiction', 'twice'],
    [
      'a larger board',
      withModel(({ boards }) => ({ boards: boards.map((board) => ({ ...board, ramBytes: 2 ** 40 })) })),
      'contradiction',
      'its boards are not those',
    ],
    ['no boards', withModel(() => ({ boards: [] })), 'contradiction', 'its boards are not those'],
    [
      'a base that contradicts itself',
      withModel(({ base }) => ({ base: base && { ...base, accuracy: { correct: 2, total: 1 } } })),
      'contradiction',
      'base: accuracy has 2 right answers of 1',
    ],
    [
      'figures without what follows from them',
      withModel(({ model }) => ({ model: { ...model, sizeBytes: 500 } })),
      'contradiction',
      'by kd.yaml its figures give',
    ],
  ])('%s', (_, report, code, words) => {
    expect(problemsOf(judge(report))).toContainEqual({
      code: `report/${code}`,
      message: expect.stringContaining(words),
    });
  });

  test('said with no more of a name than a line has room for', () => {
    const [problem] = problemsOf(judge(withModel(() => ({ name: `x\n${'y'.repeat(4000)}` }))));
    expect(problem.message).not.toContain('\n');
    expect(problem.message.length).toBeLessThan(160);
  });
});

test('without a kd.yaml nothing passes', () => {
  const left = leaveUnjudged({ ...honest, verdict: 'pass' }, 'kd.yaml');
  expect(left).toMatchObject({
    ok: true,
    value: { verdict: 'not measured', models: [{ verdict: 'not measured', budgets: [] }] },
  });
});

test('no models are not measured, a model without budgets is a warning', () => {
  expect(judge({ ...honest, verdict: 'not measured', models: [] })).toMatchObject({
    value: { verdict: 'not measured' },
  });
  const free = failingReport([]);
  expect(judgeAgain(free, factsOf(free, []), { ratchet: true })).toMatchObject({ value: { verdict: 'warn' } });
});

describe('limits by board and a reserve are kd.yaml’s, whatever the report says', () => {
  const free = failingReport([]);
  const [{ name }] = free.models;
  const known = (part: object) => {
    const { models, ...rest } = factsOf(free, []);
    return { ...rest, models: new Map([...models].map(([key, own]) => [key, { ...own, ...part }])) };
  };
  const told = (part: object) => problemsOf(judgeAgain(free, known(part), { ratchet: true }));

  test('a reserve that the report left out', () => {
    const reserve = [{ memory: 'ram', bytes: 262_144, text: '256 KiB' }];
    expect(told({ reserve: [] })).toEqual([]);
    expect(told({ reserve })).toEqual([
      {
        code: 'report/contradiction',
        message: expect.stringMatching(new RegExp(`^"${name}": the budget arena .*is missing$`)),
      },
    ]);
  });

  test('a limit of one board that the report left out', () => {
    const limits = [{ measure: 'arena', kind: 'max', value: 1, ofBaseline: false, level: 'fail', text: '1 B' }];
    const board = free.models[0].boards[0].id;
    expect(told({ limits: limits.map((limit) => ({ ...limit, board })) })).toMatchObject([
      { message: expect.stringContaining(`the budget arena (${board}) max 1 B (fail) of kd.yaml is missing`) },
    ]);
  });
});
