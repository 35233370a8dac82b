import { describe, expect, test } from 'vitest';
import {
  comparePaired,
  differenceInterval,
  exactTail,
  LEAST_LOSSES,
  packAnswers,
  tooSmallFor,
  unpackAnswers,
} from '../../src/budget/paired.ts';

describe("McNemar's exact test, one-sided", () => {
  // Sums of binomial coefficients over 2^n in exact fractions (Python).
  test.each([
    [0, 0, 1],
    [1, 0, 0.5],
    [4, 0, 0.0625],
    [5, 0, 0.03125],
    [9, 1, 0.0107421875],
    [3, 7, 0.9453125],
    [40, 18, 0.002677429825400146],
    [300, 240, 0.005525240540965004],
    [2600, 2400, 0.002441824868758759],
  ])('%i lost, %i gained', (lost, gained, expected) => expect(exactTail(lost, gained)).toBeCloseTo(expected, 10));

  test('five losses are the fewest that can be told from chance: 1/2^5 is 3.1 %', () => expect(LEAST_LOSSES).toBe(5));
});

test.each<[readonly [number, number, number, number], readonly [number, number]]>([
  [
    [36, 12, 2, 0],
    [0.05692958400323889, 0.3404276029749407],
  ],
  [
    [14, 0, 22, 0],
    [-0.7521512693462901, -0.42218805241238533],
  ],
  [
    [43, 0, 0, 7],
    [-0.06376407110523091, 0.06376407110523091],
  ],
  [
    [950, 10, 25, 15],
    [-0.027704152422079038, -0.0032597151584146545],
  ],
  [
    [10, 5, 5, 10],
    [-0.20401366987807917, 0.20401366987807917],
  ],
])("Newcombe's interval for right with both, first, second, neither: %j", (counts, [low, high]) => {
  const [l, h] = differenceInterval(...counts);
  expect(l).toBeCloseTo(low, 10);
  expect(h).toBeCloseTo(high, 10);
});

test('answers are compared sample by sample', () => {
  const base = Uint8Array.from([1, 1, 1, 0, 0]);
  const now = Uint8Array.from([1, 0, 1, 1, 0]);
  expect(comparePaired(base, now)).toMatchObject({ total: 5, lost: 1, gained: 1, difference: 0, pDrop: 0.75 });
});

describe('a test set too small for its budget', () => {
  test.each([
    [0.01, 360, true],
    [0.01, 399, true],
    [0.01, 400, false],
    [0.05, 80, false],
    [0, 10, false],
  ])('drop of %d of %i samples: %s', (share, total, isTooSmall) =>
    expect(tooSmallFor(share, total) !== undefined).toBe(isTooSmall),
  );

  test('says how many samples are needed', () => expect(tooSmallFor(0.01, 360)).toContain('at least 400 samples'));
});

describe('answers as bits', () => {
  test('the first sample is the lowest bit', () =>
    expect(packAnswers(Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 1]))).toBe('0101'));
  test.each([0, 1, 8, 9, 1000])('%i answers come back', (total) => {
    const right = Uint8Array.from({ length: total }, (_, i) => ((i * 7) % 3) & 1);
    expect(unpackAnswers(packAnswers(right), total)).toEqual(right);
  });
  test.each(['0', 'zz', '0102'])('%j is no 5 answers', (text) => expect(unpackAnswers(text, 5)).toBeUndefined());
});
