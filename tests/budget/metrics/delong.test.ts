// The test of two ROC curves, on the data of the paper that it comes from.
import { describe, expect, test } from 'vitest';
import { areaVariances, compareAreas } from '../../../src/budget/metrics/delong.ts';
import { normalBelow } from '../../../src/budget/metrics/normal.ts';
import { areaOf, rankingOf } from '../../../src/budget/metrics/roc.ts';

// Albumin, total protein, K-G score (of ten less), outcome: 43 patients of DeLong, DeLong and Clarke-Pearson 1988, as
// "Comparing Receiver Operating Characteristic Curves" of the SAS/STAT User's Guide has them.
const ROWS = `
3.0 5.8 10 0  3.2 6.3 5 1  3.9 6.8 3 1  2.8 4.8 6 0  3.2 5.8 3 1  0.9 4.0 5 0  2.5 5.7 8 0  1.6 5.6 5 1
3.8 5.7 5 1  3.7 6.7 6 1  3.2 5.4 4 1  3.8 6.6 6 1  4.1 6.6 5 1  3.6 5.7 5 1  4.3 7.0 4 1  3.6 6.7 4 0
2.3 4.4 6 1  4.2 7.6 4 0  4.0 6.6 6 0  3.5 5.8 6 1  3.8 6.8 7 1  3.0 4.7 8 0  4.5 7.4 5 1  3.7 7.4 5 1
3.1 6.6 6 1  4.1 8.2 6 1  4.3 7.0 5 1  4.3 6.5 4 1  3.2 5.1 5 1  2.6 4.7 6 1  3.3 6.8 6 0  1.7 4.0 7 0
3.7 6.1 5 1  3.3 6.3 7 1  4.2 7.7 6 1  3.5 6.2 5 1  2.9 5.7 9 0  2.1 4.8 7 1  2.8 6.2 8 0  4.0 7.0 7 1
3.3 5.7 6 1  3.7 6.9 5 1  3.6 6.6 5 1`
  .trim()
  .split(/\s+/)
  .map(Number);
const columnOf = (index: number) => ROWS.filter((_, i) => i % 4 === index);
const [albumin, protein, outcome] = [columnOf(0), columnOf(1), columnOf(3)];
const score = columnOf(2).map((value) => 10 - value);

describe('patients of DeLong, DeLong and Clarke-Pearson 1988', () => {
  test.each([
    ['albumin', albumin, 0.7366, 0.0927],
    ['K-G score', score, 0.7258, 0.1028],
    ['total protein', protein, 0.6478, 0.1],
  ])('%s: area and standard error', (_, values, area, error) => {
    const found = areaVariances(values, values, outcome);
    expect(found?.areas[0]).toBeCloseTo(area, 4);
    expect(Math.sqrt(found?.variances[0] ?? 0)).toBeCloseTo(error, 4);
    expect(areaOf(rankingOf(values), outcome)).toBeCloseTo(found?.areas[0] ?? 0, 12);
  });

  test.each([
    ['albumin', albumin, 0.0108, 0.0953, 0.0127],
    ['total protein', protein, -0.078, 0.1046, 0.5554],
  ])('%s against the K-G score: difference, its error and chi-square', (_, values, difference, error, chiSquare) => {
    const found = compareAreas(score, values, outcome);
    if (!found) throw new Error('there are samples of both kinds');
    expect(found.difference).toBeCloseTo(difference, 4);
    const deviation = (found.high - found.low) / 2 / 1.959963984540054;
    expect(deviation).toBeCloseTo(error, 4);
    expect((found.difference / deviation) ** 2).toBeCloseTo(chiSquare, 4);
  });

  test('p is the far side of the normal distribution in the direction of a drop', () => {
    // Its two-sided p is 0.4561 for total protein, as SAS prints it, and 0.9102 for albumin.
    expect(2 * (compareAreas(score, protein, outcome)?.p ?? 0)).toBeCloseTo(0.4561, 4);
    expect(2 * (1 - (compareAreas(score, albumin, outcome)?.p ?? 0))).toBeCloseTo(0.9102, 4);
  });
});

test('the same scores do not differ, and one sample of a kind is no test', () => {
  const same = compareAreas([1, 2, 3, 4], [1, 2, 3, 4], [0, 1, 0, 1]);
  expect(same).toMatchObject({ difference: 0, low: 0, high: 0, p: 1 });
  expect(compareAreas([1, 2, 3], [3, 2, 1], [0, 1, 0])).toBeUndefined();
});

test('the normal distribution, of its table', () => {
  for (const [z, p] of [
    [0, 0.5],
    [1, 0.8413447460685429],
    [1.959963984540054, 0.975],
    [-2.5758293035489004, 0.005],
    [5, 0.9999997133484281],
  ])
    expect(normalBelow(z)).toBeCloseTo(p, 13);
  expect([normalBelow(40), normalBelow(-40)]).toEqual([1, 0]);
});
