import { expect, test } from 'vitest';
import { changed, countsOf, firstWork, M4, M55 } from './counts.ts';

test('pools of int16 turn the loops of int8', () => {
  const name = 'avgpool_k3x3_h8w8_c16_s1_same';
  const wide = changed(name, ({ type }) => (type === 'INT8' ? { type: 'INT16' } : {}));
  // 3x3 over 8x8: 22 taps along each axis, by 16 channels.
  expect(countsOf(wide, M4)).toEqual(countsOf(name, M4));
  expect(countsOf(wide, M4).counts).toMatchObject({ inputs: 484 * 16, outputs: 64 * 16 });
  // Two vectors of 8 channels, of half the cost of one of 16.
  expect(countsOf(wide, M55)).toEqual(countsOf(name, M55));
});

test('pools of floats have not been counted', () => {
  const float = changed('avgpool_k3x3_h8w8_c16_s1_same', () => ({ type: 'FLOAT32' }));
  expect(firstWork(float, M4)).toHaveProperty('reason', expect.stringContaining('int8 and int16'));
});
