import { expect, test } from 'vitest';
import { countsOf, M0, M4, M55, REFERENCE, reshaped } from './counts.ts';

const NAME = 'tconv_k3x3_h4w4_ci8_co8_s2_same';
// 4x4 to 8x8 by a kernel of 3 and a stride of 2: of the last row of the input one row of the kernel falls outside, so
// 3 + 3 + 3 + 2 rows. Each meets 4 pixels, 3 columns of the kernel and 8 output channels.
const POSITIONS = 11 * 4 * 3 * 8;

test('rows of the kernel outside are skipped, sums kept in a buffer of output rows', () => {
  expect(countsOf(NAME, M0)).toEqual({
    routine: 'transpose conv',
    counts: { macs: POSITIONS * 8, positions: POSITIONS, outputs: 64 * 8, cells: 8 * (3 * 2 + 3) },
  });
  // Four channels a turn: two turns, and one for the sum.
  expect(countsOf(NAME, M4).counts).toEqual({ turns: POSITIONS * 3, outputs: 512, cells: 72 });
  expect(countsOf(NAME, M55).counts).toEqual({ vectors: POSITIONS, outputs4: 64 * 2 + 2 * 72 });
});

test('more than 16 channels and strides of at most 2: an ordinary convolution over zeros in between', () => {
  const deep = reshaped(
    NAME,
    new Map([
      [1, [8, 3, 3, 32]],
      [2, [1, 4, 4, 32]],
    ]),
  );
  // 11 taps along each axis meet a pixel of the input; 288 columns are 18 groups of 16.
  expect(countsOf(deep, M4)).toMatchObject({
    routine: 'conv KxK',
    counts: { copies: 64 * 9, copies4: 121 * 8, pairs: 32 * 8, pairs16: 32 * 8 * 18, pairs4: 0 },
  });
});

test('the reference kernel looks at every product, inside or not', () => {
  expect(countsOf(NAME, REFERENCE)).toEqual({
    routine: 'transpose conv',
    counts: { products: 121 * 64 + 0.3 * 16 * 9 * 64, outputs: 512, taps: 16 * 8 * 9 },
  });
  const { routine, counts } = countsOf('tconv_float32_k3x3_h6w6_ci4_co4_s2_same', M4);
  // 17 of 18 rows and columns lie inside.
  expect({ routine, ...counts }).toEqual({
    routine: 'float transpose conv',
    products: 17 * 17 * 16 + 0.3 * 36 * 9 * 16,
  });
});
