// Multiply-accumulates as the field counts them: every tap of a kernel, inside the image or not.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { MAKERS } from './oracle.ts';
import { interpreterFor } from './simulate.ts';
import { madeModel } from './work/counts.ts';

const macsOf = (name: string) =>
  must(interpreterFor(madeModel(name), MAKERS.reference)).operators.reduce((sum, { macs }) => sum + macs, 0);

describe('multiply-accumulates of one run', () => {
  test.each([
    { name: 'lstm_t5_i8_h8', macs: 5 * 4 * 8 * (8 + 8) },
    { name: 'lstm_b2_t3_i20_h10_tm', macs: 2 * 3 * 4 * 10 * (20 + 10) },
    { name: 'svdf_80_f32_r2_m10', macs: 32 * (80 + 10) },
    { name: 'tconv_k3x3_h4w4_ci8_co8_s2_same', macs: 16 * 9 * 8 * 8 },
    { name: 'tconv_float32_k3x3_h6w6_ci4_co4_s2_same', macs: 36 * 9 * 4 * 4 },
    { name: 'batchmatmul_2x12x16_2x16x12', macs: 2 * 12 * 16 * 12 },
    { name: 'dw_k3x3_h8w8_c4_m4_s1_same_d2', macs: 64 * 9 * 16 },
    { name: 'conv_i16_k3x3_h8w8_ci8_co8_s1_same', macs: 64 * 9 * 8 * 8 },
    { name: 'fc_w4_33x10', macs: 330 },
    { name: 'fc_7b64x10', macs: 7 * 640 },
    { name: 'softmax_1x101_wide', macs: 0 },
  ])('$name', ({ name, macs }) => expect(macsOf(name)).toBe(macs));
});
