import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { deviationOf, errorsOf, scoreOf } from '../../src/student/score.ts';
import { splitOf } from '../../src/student/split.ts';
import { targetsOf } from '../../src/student/targets.ts';

const setOf = (change: Partial<Dataset>): Dataset => ({
  count: 3,
  shape: [2],
  values: Float32Array.of(1, 2, 3, 4, 5, 6),
  normalisation: { subtract: 1, multiply: 0.5 },
  labels: new Int32Array(0),
  classes: [],
  digest: '',
  ...change,
});

test('classes are answered by the greatest logit, yes or no by the sign', () => {
  const classes = setOf({ labels: Int32Array.of(0, 1, 1), classes: ['a', 'b'] });
  expect(scoreOf(classes, Float32Array.of(2, 1, 2, 1, 1, 2))).toEqual({ accuracy: { correct: 2, total: 3 } });
  const yesNo = setOf({ task: 'binary', labels: Int32Array.of(0, 1, 1), classes: ['a', 'b'] });
  // A logit of 0 is 0.5, which is no yes.
  expect(scoreOf(yesNo, Float32Array.of(-1, 1, 0))).toEqual({ accuracy: { correct: 2, total: 3 } });
  expect(targetsOf(yesNo, [2, 0])).toEqual(Float32Array.of(1, 0));
});

test('of multi-label all outputs count, and samples with all of them right', () => {
  const set = setOf({ task: 'multi-label', classes: ['a', 'b'], targets: Float32Array.of(1, 0, 1, 1, 0, 0) });
  expect(scoreOf(set, Float32Array.of(3, -1, 2, -2, -1, 4))).toEqual({
    accuracy: { correct: 4, total: 6 },
    exactMatch: { correct: 1, total: 3 },
  });
  expect(scoreOf(set, Float32Array.of(2, 2), [1])).toEqual({
    accuracy: { correct: 2, total: 2 },
    exactMatch: { correct: 1, total: 1 },
  });
});

test('of a regression the errors are those of all outputs', () => {
  const set = setOf({ task: 'regression', targets: Float32Array.of(0, 0, 1, 1, 2, 2) });
  // Errors 1, -1, 0, 2, 0, 0.
  const { error } = scoreOf(set, Float32Array.of(1, -1, 1, 3, 2, 2));
  expect(error?.mae).toBeCloseTo(4 / 6, 12);
  expect(error?.rmse).toBeCloseTo(1, 12);
  expect(error?.total).toBe(3);
});

test('a sample that is its own target is that which the network is fed', () => {
  const set = setOf({ task: 'regression' });
  expect(targetsOf(set, [0, 2])).toEqual(Float32Array.of(0, 0.5, 2, 2.5));
  expect(scoreOf(set, Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5)).error).toEqual({ mae: 0, rmse: 0, total: 3 });
});

test('the area under ROC is the share of pairs in the right order, ties half', () => {
  // Squared errors of normal samples 1, 2, 3; of anomalies 2, 4. 2 is above 1, beside 2 and below 3; 4 above all.
  const rows = Float64Array.of(1, 1, 1, 2, 1, 3, 1, 2, 1, 4);
  expect(errorsOf(rows, [0, 0, 0, 1, 1]).auc).toBeCloseTo((1 + 0.5 + 0 + 3) / 6, 12);
  expect(errorsOf(rows, [0, 0, 0, 0, 0]).auc).toBeUndefined();
  expect(errorsOf(rows, []).auc).toBeUndefined();
});

test('without classes the held-out samples are any of them', () => {
  const set = setOf({ task: 'regression', count: 10, targets: new Float32Array(10) });
  const { train, validation } = splitOf(set, 0.3, 1);
  expect(validation).toHaveLength(3);
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

// sqrt(4 * 5/6 * 1/6), and sqrt(5^2 - 3^2) / sqrt(16).
test('a score has a standard error', () => {
  expect(deviationOf({ accuracy: { correct: 4, total: 4 } })).toBeCloseTo(0.745356, 6);
  expect(deviationOf({ error: { mae: 3, rmse: 5, total: 16 } })).toBe(1);
});
