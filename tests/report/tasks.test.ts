// Reports of other tasks than classes: what they say, and what they can't say at once.
import { describe, expect, test } from 'vitest';
import { judge, type Limit, type Measurement } from '../../src/budget/judge.ts';
import { comparedRows } from '../../src/report/compared-rows.ts';
import { contradictionsOf } from '../../src/report/contradictions.ts';
import { baselineModelOf, type Figures, judgeFigures } from '../../src/report/measurements.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { rowsOf } from '../../src/report/rows.ts';
import { sampleReport } from './sample.ts';

const SAMPLE = sampleReport();
const { verdict: _, budgets: __, base: ___, paired: ____, ...ofClasses } = SAMPLE.models[0];
const {
  accuracy: _a,
  floatAccuracy: _f,
  perClass: _p,
  answersBySample: _s,
  classes: _c,
  scratch: _r,
  ...rest
} = ofClasses;
const { operators } = rest.model;
const macs = operators.reduce((sum, operator) => sum + operator.macs, 0);
const bare: Figures = { ...rest, model: { ...rest.model, macs }, teacher: undefined };
const error = { mae: 0.42, rmse: 0.5, total: 100 };
const regression: Figures = { ...bare, error, floatError: { ...error, mae: 0.4 } };
const multiLabel: Figures = {
  ...bare,
  accuracy: { correct: 270, total: 300 },
  exactMatch: { correct: 80, total: 100 },
};

const limit = (change: Partial<Limit>): Limit => ({
  ...{ measure: 'error', kind: 'max', value: 0.4, ofBaseline: false, level: 'fail', text: '0.4' },
  ...change,
});
const at = (value: number): Measurement[] => [{ measure: 'error', value }];

describe('an error is judged as what should be small', () => {
  test.each([
    [limit({}), 0.4, undefined, 'pass'],
    [limit({}), 0.41, undefined, 'fail'],
    [limit({}), 0.41, 0.45, 'warn'],
    [limit({ kind: 'maxIncrease', value: 0.1 }), 0.6, 0.5, 'pass'],
    // 0.7 - 0.6 is a little more than 0.1 in binary, and no more than was allowed.
    [limit({ kind: 'maxIncrease', value: 0.1 }), 0.7, 0.6, 'pass'],
    [limit({ kind: 'maxIncrease', value: 0.1 }), 0.71, 0.6, 'fail'],
    [limit({ kind: 'maxIncrease', value: 0.05, ofBaseline: true }), 0.53, 0.5, 'fail'],
    [limit({ kind: 'maxIncrease', value: 0.1 }), 0.7, undefined, 'no baseline'],
  ])('%j of %d against %s: %s', (budget, value, base, verdict) => {
    expect(judge([budget], at(value), base === undefined ? undefined : at(base))[0].verdict).toBe(verdict);
  });
});

test('a regression has rows of errors, and a budget of accuracy is not measured', () => {
  const accuracy = limit({ measure: 'accuracy', kind: 'min', value: 0.9, text: '90%' });
  const judged = judgeFigures(regression, [limit({ value: 0.5, text: '0.5' }), accuracy]);
  const rows = rowsOf(judged).map(({ label, value, budget }) => [label, value, budget]);
  expect(rows).toContainEqual(['MAE, int8', '0.42', 'max 0.5 (0.08 left, 16%)']);
  expect(rows).toContainEqual(['RMSE, int8', '0.5 (100 samples)', '']);
  expect(rows).toContainEqual(['MAE, float', '0.4', '']);
  expect(judged.budgets.map(({ verdict }) => verdict)).toEqual(['pass', 'not measured']);
  expect(judged.budgets[1].reason).toMatch(/have an error and no accuracy/);
  expect(outputsOf({ ...SAMPLE, models: [judged] })).toMatchObject({
    error: '0.42',
    rmse: '0.5',
    'float-error': '0.4',
  });
});

test('beside its base an error shows its change', () => {
  const base = baselineModelOf({ ...regression, error: { ...error, mae: 0.4 } }, SAMPLE.tool);
  const rows = comparedRows(
    judgeFigures(regression, [limit({ kind: 'maxIncrease', value: 0.01, text: '0.01' })], base),
  );
  expect(rows.find(({ measure }) => measure === 'error')).toMatchObject({
    ...{ baseline: '0.4', value: '0.42', change: '+0.02 (+5.0%)', budget: 'max +0.01', verdict: 'fail' },
  });
});

test('multi-label counts outputs, has a row for whole samples, and no paired test', () => {
  const base = baselineModelOf(multiLabel, SAMPLE.tool);
  const drop = limit({ measure: 'accuracy', kind: 'maxDrop', value: 0.01, text: '1 pp' });
  const worse = { ...multiLabel, accuracy: { correct: 260, total: 300 } };
  const judged = judgeFigures(worse, [drop], base);
  expect(judged.paired).toBeUndefined();
  expect(judged.budgets[0].verdict).toBe('fail');
  const rows = rowsOf(judged).map(({ label, value }) => [label, value]);
  expect(rows).toContainEqual(['accuracy, int8', '86.67% (260 of 300 outputs)']);
  expect(rows).toContainEqual(['samples with all outputs right', '80.00% (80 of 100)']);
});

test.each<[string, Figures, RegExp]>([
  ['a mean above the root mean square', { ...bare, error: { mae: 2, rmse: 1, total: 1 } }, /mean of 2 and a root/],
  ['an error beside an accuracy', { ...regression, accuracy: { correct: 1, total: 1 } }, /beside accuracy/],
  ['errors of other samples', { ...regression, floatError: { ...error, total: 99 } }, /is of 99 samples, error of 100/],
  ['whole samples without outputs', { ...bare, exactMatch: { correct: 1, total: 1 } }, /without accuracy/],
  ['whole samples of more samples', { ...multiLabel, exactMatch: { correct: 1, total: 299 } }, /of 299 samples/],
  ['too many whole samples', { ...multiLabel, exactMatch: { correct: 91, total: 100 } }, /91 samples of 100 right/],
  ['too few wrong outputs', { ...multiLabel, exactMatch: { correct: 1, total: 100 } }, /1 samples of 100 right/],
  ['answers by sample', { ...multiLabel, answersBySample: '00' }, /beside answersBySample/],
])('figures that contradict themselves: %s', (_name, figures, message) => {
  expect(contradictionsOf(figures).join('; ')).toMatch(message);
});

test('figures of each task can be true', () => {
  for (const figures of [regression, multiLabel]) expect(contradictionsOf(figures)).toEqual([]);
});
