import { expect, test } from 'vitest';
import { int4Vectors } from '../../../src/micro/work/layer-types.ts';
import { changed, countsOf, firstWork, M0, M4, M55, REFERENCE, reshaped } from './counts.ts';

test('an int16x8 convolution 3x3 of 8x8x8 to 8 channels: columns of 72, four products at a time', () => {
  const name = 'conv_i16_k3x3_h8w8_ci8_co8_s1_same';
  expect(countsOf(name, M4)).toEqual({ routine: 'int16 conv', counts: { turns: 512 * 18, outputs: 512, copies: 576 } });
  expect(countsOf(name, M0).counts).toEqual({ turns: 512 * 72, outputs: 512, copies: 576 });
  expect(countsOf(name, M55).counts).toEqual({ vectors: 512 * 9, outputs: 512, copies: 576 + 4 * 64 });
  expect(countsOf(name, REFERENCE).routine).toBe('reference int16 conv');
});

test('int4 weights are unpacked by the reference kernels whenever the layer runs', () => {
  expect(countsOf('conv_w4_k3x3_h8w8_ci8_co8_s1_same', REFERENCE)).toMatchObject({
    routine: 'reference conv',
    counts: { unpacked: 576, macsInside: 22 * 22 * 64 },
  });
  expect(countsOf('fc_w4_33x10', REFERENCE)).toMatchObject({ routine: 'reference dense', counts: { unpacked: 330 } });
  expect(countsOf('dw_w4_k5x5_h9w9_c5_m1_s1_valid', REFERENCE).counts).toMatchObject({ unpacked: 125 });
});

test('int4 weights on MVE: 32 at a time, then 16 and the rest', () => {
  expect([32, 48, 50, 18, 7, 64].map(int4Vectors)).toEqual([1, 1.6, 2.2, 1.2, 0.6, 2]);
  expect(countsOf('conv_w4_k1x1_h12w12_ci32_co10_s1_same', M55).counts).toEqual({
    vectors: 1440,
    outputs4: 144 * 3,
    copies: 0,
    odd: 0,
  });
});

test('int16x8 depthwise layers run one loop for all shapes', () => {
  // 3x3 over 8x8: 22 taps along each axis, 22 * 8 rows.
  expect(countsOf('dw_i16_k3x3_h8w8_c4_m2_s1_same', M4)).toEqual({
    routine: 'int16 depthwise',
    counts: { taps: (484 + 1.5 * 176) * 8, outputs: 512 },
  });
});

test('float32 layers run the reference kernels on every library', () => {
  for (const profile of [M4, M0, M55, REFERENCE]) {
    expect(countsOf('conv_f32_k3x3_h8w8_ci8_co8_s1_same', profile)).toEqual({
      routine: 'float conv',
      counts: { macsInside: 484 * 64, taps: 576 * 8, outputs: 512 },
    });
    expect(countsOf('dw_f32_k3x3_h8w8_c16_m1_s1_same', profile)).toEqual({
      routine: 'float depthwise',
      counts: { macsInside: 484 * 16, taps: 576 * 16, outputs: 1024 },
    });
    expect(countsOf('fc_f32_33x10', profile)).toMatchObject({ routine: 'float dense', counts: { macs: 330 } });
  }
});

test('dense layers of int16x8 and int4', () => {
  expect(countsOf('fc_i16_33x10', M4).counts).toEqual({ outputs4: 80, outputs1: 10, outputs: 10, rows: 1 });
  expect(countsOf('fc_i16_33x10', M55).counts).toEqual({ blockVectors: 10, singleVectors: 10, outputs: 10, rows: 1 });
  expect(countsOf('fc_w4_33x10', M0).counts).toEqual({ macs: 330, outputs: 10, rows: 1 });
});

test('a channel multiplier: taps and rows inside by four output channels, or one by one', () => {
  expect(countsOf('dw_k3x3_h8w8_c1_m8_s1_same', M4)).toEqual({
    routine: 'depthwise multiplier 4',
    counts: { taps4: 484 * 2, rows4: 176 * 2, outputs4: 128, inputs: 64, pixels: 64, constant: 1 },
  });
  expect(countsOf('dw_k3x3_h8w8_c4_m4_s1_same_d2', M4)).toMatchObject({
    routine: 'depthwise generic',
    counts: { divisions: 2 * 64 * 16, outputs: 1024, inputs: 256 },
  });
  // One input channel on MVE: an ordinary convolution, for which 72 weights are transposed.
  expect(countsOf('dw_k3x3_h8w8_c1_m8_s1_same', M55)).toMatchObject({
    routine: 'depthwise as conv',
    counts: { blocks: 16 * 8, blockVectors: 128, copies: 576, weights: 72, pixels: 64 },
  });
});

test('grouped convolutions go group by group, images of a batch one after the other', () => {
  const name = 'conv_k3x3_h8w8_ci8_co8_s1_same';
  const grouped = reshaped(name, new Map([[1, [8, 3, 3, 4]]]));
  // Two groups of 4 channels: columns of 36; each group's columns make pairs for half of the output channels.
  expect(countsOf(grouped, M4)).toMatchObject({
    routine: 'conv KxK',
    counts: { pairs: 32 * 8, pairs16: 256 * 2, pairs4: 256, copies: 2 * 576, copies4: 2 * 484, pixels: 128 },
  });
  const batch = changed(name, ({ shape }) => (shape.length === 4 && shape[1] === 8 ? { shape: [3, 8, 8, 8] } : {}));
  expect(countsOf(batch, M4).counts).toMatchObject({ pairs: 3 * 32 * 8, odd: 0, pixels: 192 });
});

test('a row of pixels on MVE: the ends alone, four inside at a time, as a pointwise layer', () => {
  // 64 to 32 by a kernel of 7 and a stride of 2: 5 columns of padding, 2 before. One pixel at the front and two at the
  // back meet it; 29 don't. 56 weights are 4 vectors.
  expect(countsOf('conv_k1x7_h1w64_ci8_co16_s2_same', M55)).toMatchObject({
    routine: 'conv 1x1',
    counts: { blocks: 7 * 16, blockVectors: 448, singles: 4 * 16, singleVectors: 256, blockRows: 7, channels: 16 },
  });
});

test('types that no kernel takes say so', () => {
  const odd = changed('conv_k3x3_h8w8_ci8_co8_s1_same', () => ({ type: 'UINT8' }));
  expect(firstWork(odd, M4)).toHaveProperty('reason', expect.stringContaining('int16x8'));
});

test('huge layers take no time', () => {
  const huge = changed('conv_i16_k3x3_h8w8_ci8_co8_s1_same', () => ({ shape: [2 ** 20, 2 ** 31, 2 ** 31, 2 ** 31] }));
  for (const profile of [M4, M0, M55, REFERENCE])
    expect(countsOf(huge, profile).counts.outputs).toBeGreaterThan(2 ** 53);
});
