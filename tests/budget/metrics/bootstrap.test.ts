// The bootstrap of a difference, against distributions that can be written down.
import { expect, test } from 'vitest';
import {
  comparePairs,
  oneStratum,
  quantile,
  resamplesFor,
  strataOf,
  type WeightedMetric,
} from '../../../src/budget/metrics/bootstrap.ts';

const meanOf =
  (values: readonly number[]): WeightedMetric =>
  (weights) => {
    let [sum, count] = [0, 0];
    for (const [n, weight] of weights.entries()) {
      sum += weight * values[n];
      count += weight;
    }
    return sum / count;
  };
const isDrop = (difference: number) => difference < 0;

test('of two samples the mean of the differences is one of three, at a quarter, a half and a quarter', () => {
  const found = comparePairs(meanOf([0, 0]), meanOf([1, -3]), { strata: oneStratum(2), work: 2 }, isDrop);
  expect(found).toMatchObject({ test: 'bootstrap', difference: -1, low: -3, high: 1 });
  // No drop where both draws are the sample that got better: one in four.
  expect(found?.p).toBeCloseTo(0.25, 1);
});

test('the interval of a mean is that of its standard error where there are many samples', () => {
  // Differences of 0 and 1, evenly: the mean is 0.5 with a standard error of 0.5 / sqrt(400).
  const now = Array.from({ length: 400 }, (_, n) => n % 2);
  const found = comparePairs(meanOf(now.map(() => 0)), meanOf(now), { strata: oneStratum(400), work: 400 }, isDrop);
  expect(found?.low).toBeCloseTo(0.5 - 1.96 * 0.025, 2);
  expect(found?.high).toBeCloseTo(0.5 + 1.96 * 0.025, 2);
  expect(found?.p).toBe(1);
});

test('classes keep their numbers of samples, and the same draws come every time', () => {
  const labels = [0, 0, 0, 1];
  const seen = new Set<number>();
  const metric: WeightedMetric = (weights) => {
    seen.add(weights[3]);
    return weights[0];
  };
  const ask = () => comparePairs(() => 0, metric, { strata: strataOf(labels), work: 4 }, isDrop);
  expect(ask()).toEqual(ask());
  expect([...seen]).toEqual([1]);
});

test('what is the same on both sides is no change for the worse', () => {
  const same = meanOf([1, 2, 3]);
  expect(comparePairs(same, same, { strata: oneStratum(3), work: 3 }, isDrop)).toMatchObject({ difference: 0, p: 1 });
  expect(comparePairs(() => undefined, same, { strata: oneStratum(3), work: 3 }, isDrop)).toBeUndefined();
});

test('the work is bounded, whatever it is of', () => {
  expect([resamplesFor(10), resamplesFor(1e6), resamplesFor(1e12)]).toEqual([2000, 200, 200]);
});

test('quantiles are those that NumPy takes', () => {
  // np.quantile([1, 2, 4, 8], [0.025, 0.5, 0.975])
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0.025, 0.5, 0.975].map((share) => quantile(sorted, share))).toEqual([
    expect.closeTo(1.075, 12),
    3,
    expect.closeTo(7.7, 12),
  ]);
});

// Days that mice survived, B. Efron, R. Tibshirani 1993, "An Introduction to the Bootstrap", table 2.1: treated ones
// 30.63 days longer. The manual of R's package bootstrap (mouse.c) prints 26.77404 as the standard error of 2,000
// resamples, drawn in each group by itself.
test('mice of Efron and Tibshirani: the interval is that of the published standard error', () => {
  const treated = [94, 197, 16, 38, 99, 141, 23];
  const control = [52, 104, 146, 10, 50, 31, 40, 27, 46];
  const labels = [...treated.map(() => 1), ...control.map(() => 0)];
  const longer: WeightedMetric = (weights) => {
    const meanIn = (values: readonly number[], from: number) =>
      meanOf(values)(weights.slice(from, from + values.length)) ?? 0;
    return meanIn(treated, 0) - meanIn(control, treated.length);
  };
  const found = comparePairs(() => 0, longer, { strata: strataOf(labels), work: labels.length }, isDrop);
  if (!found) throw new Error('there are samples of both kinds');
  expect(found.difference).toBeCloseTo(30.63, 2);
  const standardError = (found.high - found.low) / (2 * 1.959963984540054);
  expect(Math.abs(standardError / 26.77404 - 1)).toBeLessThan(0.04);
});
