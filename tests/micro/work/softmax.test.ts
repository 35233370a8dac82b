import { expect, test } from 'vitest';
import { countsOf, M4 } from './counts.ts';

test('exponentials of inputs within the radius of the largest one', () => {
  // Scale 0.004: the radius is beyond 255 steps, all are taken.
  expect(countsOf('softmax_1x101_narrow', M4).counts).toMatchObject({ evaluated: 101, elements: 101, rows: 1 });
  // Scale 0.5 is 2^-1: 31 in Q5.26 lie 31 steps of 2^26 apart; the largest besides.
  expect(countsOf('softmax_1x101_wide', M4).counts.evaluated).toBeCloseTo(1 + (100 * 31) / 300);
  expect(countsOf('softmax_10x10_wide', M4).counts.evaluated).toBeCloseTo(10 * (1 + (9 * 31) / 300));
});

test('LOG_SOFTMAX, and other types, which take every exponential', () => {
  expect(countsOf('logsoftmax_1x100_narrow', M4)).toMatchObject({ routine: 'log softmax', counts: { evaluated: 100 } });
  expect(countsOf('softmax_int16_1x10', M4)).toEqual({ routine: 'int16 softmax', counts: { elements: 10, rows: 1 } });
  expect(countsOf('softmax_float32_1x100', M4).routine).toBe('float softmax');
});
