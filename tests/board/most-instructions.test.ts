import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { mostInstructions } from '../../src/board/most-instructions.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { changed, M0, M4 } from '../micro/work/counts.ts';

test('a pool of floats is bounded by the taps of its windows', () => {
  const model = changed('avgpool_k3x3_h8w8_c16_s1_same', () => ({ type: 'FLOAT32' }));
  const [[pool]] = must(resolve(model)).operators;
  // 22 taps along each axis of 8, 16 channels; an output for each pixel and channel.
  expect(mostInstructions(pool, profileOf(M4))).toBe(10_000 + 50 * 484 * 16 + 300 * 1024);
  expect(mostInstructions(pool, profileOf(M0))).toBe(30_000 + 300 * 484 * 16 + 2000 * 1024);
});

test('a pool beyond all numbers is not', () => {
  const huge = changed('avgpool_k3x3_h8w8_c16_s1_same', () => ({
    type: 'FLOAT32',
    shape: [1, 2 ** 31, 2 ** 31, 2 ** 31],
  }));
  const [[pool]] = must(resolve(huge)).operators;
  expect(mostInstructions(pool, profileOf(M4))).toBeUndefined();
});
