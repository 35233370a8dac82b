import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../src/base/problem.ts';
import { causesOf, changesOf, classChanges, describePaired, layerChanges } from '../../src/report/compare.ts';
import { baselineModelOf, judgeFigures, pairAnswers } from '../../src/report/measurements.ts';
import { mergeReports, planMatrix } from '../../src/report/merge.ts';
import type { Report } from '../../src/report/report.ts';
import { CASES, compared, figures, LIMITS, report, TOOL, wrongAnswers } from './cases.ts';

describe('why a figure moved', () => {
  const before = baselineModelOf(figures({}), TOOL);
  test.each<[string, Partial<ReturnType<typeof figures>>, Partial<typeof TOOL>, string[]]>([
    ['nothing', {}, {}, []],
    ['kd.yaml', { settings: { ...before.settings, 'distill.epochs': '30' } }, {}, ['kd.yaml distill.epochs: 20 → 30']],
    ['a new key', { settings: { ...before.settings, x: '1' } }, {}, ['kd.yaml x: not there → 1']],
    ['data', { inputs: { ...before.inputs, test: '03'.repeat(32) } }, {}, ['test data: content changed']],
    ['a teacher', { inputs: { ...before.inputs, teacher: '03'.repeat(32) } }, {}, ['teacher: new']],
    ['the version', {}, { version: '0.2.0' }, ['kd-gate: 0.1.0 → 0.2.0']],
    [
      'names that every object has',
      {
        settings: JSON.parse('{"__proto__": "a", "constructor": "b", "student.layers[0].conv2d.filters": "8"}'),
        inputs: { ...before.inputs, toString: '03'.repeat(32) },
      },
      {},
      [
        'kd.yaml __proto__: not there → a',
        'kd.yaml constructor: not there → b',
        'kd.yaml distill.epochs: 20 → not there',
        'toString: new',
      ],
    ],
    ['the kernels', {}, { kernelsSha256: '00'.repeat(32) }, ['kd-gate: its kernels changed']],
  ])('%s', (_, part, tool, expected) => {
    const model = judgeFigures({ ...figures({}), ...part }, [], before);
    expect(causesOf(model, { ...TOOL, ...tool })).toEqual(expected);
  });
});

test('a measure that only one side has keeps its place', () => {
  const model = judgeFigures(figures({ boards: 1 }), [], baselineModelOf(figures({ boards: 2 }), TOOL));
  const arenas = changesOf(model).filter(({ measure }) => measure === 'arena');
  expect(arenas.map(({ scope, baseline, value }) => [scope, baseline, value])).toEqual([
    ['arduino-nano-33-ble', 9216, 9216],
    ['raspberry-pi-pico', 9312, undefined],
  ]);
});

test('layers are aligned: one that is put in between is one line', () => {
  const base = figures({}).model;
  const [a, b, c] = base.operators;
  const now = { ...base, operators: [a, { index: 1, op: 'PAD', macs: 0, outputShape: [1, 6, 6, 8] }, b, c] };
  expect(layerChanges(base, now)).toEqual(['+ PAD 1x6x6x8']);
  expect(layerChanges(now, base)).toEqual(['- PAD 1x6x6x8']);
  expect(layerChanges(base, base)).toEqual([]);
});

describe('answers to the same samples', () => {
  const base = baselineModelOf(figures({ wrong: [1, 2, 3] }), TOOL);
  test('are paired', () => {
    expect(pairAnswers(base, figures({ wrong: [3, 4] }))).toMatchObject({ total: 1000, lost: 1, gained: 2 });
  });

  test.each([
    ['another test set', { inputs: { test: '09'.repeat(32) } }],
    ['another number of samples', { accuracy: { correct: 9, total: 10 } }],
    ['no answers', { answersBySample: undefined }],
    ['damaged answers', { answersBySample: '00' }],
  ])('with %s are not', (_, part) => expect(pairAnswers(base, { ...figures({}), ...part })).toBeUndefined());

  test('classes are listed by how much they changed', () => {
    const model = compared({ wrong: [0, 1] }, { wrong: [1, 11, 21, 2] });
    expect(classChanges(model).map(({ name, baseline: b, now }) => [name, b.correct, now.correct])).toEqual([
      ['digit 1', 99, 97],
      ['digit 0', 99, 100],
      ['digit 2', 100, 99],
    ]);
  });

  test('that are all the same are told as that', () => {
    expect(describePaired(compared({ wrong: [1] }, { wrong: [1] }))).toBe('the same answers to all 1,000 test samples');
  });

  test('are told in one sentence', () => {
    const model = compared({ wrong: wrongAnswers(10) }, { wrong: wrongAnswers(12) });
    expect(describePaired(model)).toMatch(
      /^accuracy −0\.20 pp \(95% interval −0\.\d\d to \+0\.\d\d\); 2 answers lost, 0 won of 1,000; .* p = 0\.250$/,
    );
  });
});

describe('accuracy is judged by the paired test', () => {
  const verdictOf = (base: readonly number[], now: readonly number[]) => {
    const { budgets } = compared({ wrong: base }, { wrong: now });
    return budgets.find(({ kind }) => kind === 'maxDrop');
  };
  test.each([
    ['a drop of exactly the allowance passes', 0, 10, 'pass'],
    ['a clear drop beyond it fails', 0, 11, 'fail'],
  ] as const)('%s', (_, before, after, verdict) =>
    expect(verdictOf(wrongAnswers(before), wrongAnswers(after))?.verdict).toBe(verdict),
  );

  test('a drop beyond it that could be chance warns, and says so', () => {
    const noisy = verdictOf(wrongAnswers(300), wrongAnswers(311, 250));
    expect(noisy).toMatchObject({ verdict: 'warn', reason: expect.stringContaining("can't be told from chance") });
  });
});

describe('reports of several jobs', () => {
  const [digits, keywords, gestures] = CASES['three-models-four-boards'].models;
  const part = (models: (typeof digits)[], of: Partial<Report> = {}) => ({
    file: `reports/${models.map(({ name }) => name).join('-')}/report.json`,
    report: report(models, { base: CASES.pass.base, ...of }),
  });
  const names = ['digits', 'keywords', 'gestures'];

  test('become one, in the order of kd.yaml', () => {
    const merged = mergeReports(names, [part([gestures]), part([digits]), part([keywords])]);
    expect(merged).toMatchObject({ ok: true, value: { verdict: 'pass', base: { status: 'stored' } } });
    expect(merged.ok && merged.value.models.map(({ name }) => name)).toEqual(names);
  });

  test('with one missing are not measured, but fail where one failed', () => {
    expect(mergeReports(names, [part([digits]), part([keywords])])).toMatchObject({
      ok: true,
      value: { verdict: 'not measured', missing: ['gestures'] },
    });
    const failing = judgeFigures(figures({ name: 'digits', sizeBytes: 99_999 }), LIMITS);
    expect(mergeReports(names, [part([failing])])).toMatchObject({ ok: true, value: { verdict: 'fail' } });
  });

  test.each([
    ['none', [], 'merge/none'],
    [
      'two versions of kd.yaml',
      [part([digits]), part([keywords], { spec: { file: 'kd.yaml', sha256: '00'.repeat(32) } })],
      'merge/mixed',
    ],
    [
      'two commits',
      [part([digits]), part([keywords], { head: { commit: 'e'.repeat(40), isClean: true } })],
      'merge/mixed',
    ],
    [
      'two bases',
      [part([digits]), part([keywords], { base: { status: 'stored', commit: 'e'.repeat(40) } })],
      'merge/mixed',
    ],
    ['two jobs for one model', [part([digits]), part([digits, keywords])], 'merge/twice'],
  ])('from %s are a mistake', (_, reports, code) => {
    expect(mergeReports(names, reports)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  test('two for one model are both named', () => {
    const twice = mergeReports(names, [part([digits]), part([digits, keywords])]);
    expect(problemsOf(twice)[0].message).toContain('reports/digits/report.json, reports/digits-keywords/report.json');
  });

  test('without any model are not measured', () => {
    expect(mergeReports([], [part([])])).toMatchObject({ ok: true, value: { verdict: 'not measured' } });
  });

  test('the matrix has a job a model', () => {
    expect(planMatrix(['a', 'b'])).toEqual({ include: [{ model: 'a' }, { model: 'b' }] });
  });
});
