// Which weights are dropped, and how the share of zeros grows.
import { describe, expect, test } from 'vitest';
import { dropLeast, dropTwoOfFour } from '../../../src/compress/prune/masks.ts';
import { sparsityAt } from '../../../src/compress/prune/schedule.ts';

const weights = (...values: number[]) => Float32Array.from(values);

describe('the least of a layer', () => {
  test('as many as asked for, by magnitude', () => {
    const values = weights(0.5, -0.1, 0.3, -0.4, 0.2);
    dropLeast(values, 2);
    expect([...values]).toEqual([0.5, 0, 0.3, -0.4, 0].map(Math.fround));
  });

  test('of equals the first ones, and never more', () => {
    const values = weights(1, -1, 1, 1, 2);
    dropLeast(values, 2);
    expect([...values]).toEqual([0, 0, 1, 1, 2]);
  });

  test('zeros go first, so that what was dropped stays', () => {
    const values = weights(0, 0.1, 0, 0.2);
    dropLeast(values, 2);
    expect([...values]).toEqual([0, 0.1, 0, 0.2].map(Math.fround));
    dropLeast(values, 0);
    expect(values[1]).toBeGreaterThan(0);
  });
});

describe('two of four neighbouring input channels', () => {
  test('by output channel: the weights lie outputs apart', () => {
    // Four inputs, two outputs: columns 4 3 2 1 and 1 2 3 4.
    const values = weights(4, 1, 3, 2, 2, 3, 1, 4);
    dropTwoOfFour(values, { inputs: 4, outputs: 2 });
    expect([...values]).toEqual([4, 0, 3, 0, 0, 3, 0, 4]);
  });

  test('a last group of three loses one, of one none; each tap has groups of its own', () => {
    const values = weights(1, 2, 3, 4, 1, 2, 3, 9, 8, 7, 6, 5, 4, 3);
    dropTwoOfFour(values, { inputs: 7, outputs: 1 });
    expect([...values]).toEqual([0, 0, 3, 4, 0, 2, 3, 9, 8, 0, 0, 5, 4, 0]);
    const single = weights(1, 2);
    dropTwoOfFour(single, { inputs: 1, outputs: 1 });
    expect([...single]).toEqual([1, 2]);
  });
});

// Zhu, Gupta 2017: s_f (1 - (1 - t)^3); at a half 0.8 * (1 - 1/8), at a fifth 0.8 * (1 - 0.512).
test.each([
  [0, 0],
  [2, 0.3904],
  [5, 0.7],
  [10, 0.8],
  [99, 0.8],
])('after step %d of 10 the share is %d', (step, share) => {
  expect(sparsityAt(step, 10, 0.8)).toBeCloseTo(share, 12);
});
