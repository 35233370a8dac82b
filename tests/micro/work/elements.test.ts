import { expect, test } from 'vitest';
import { countsOf, M4, M55, REFERENCE } from './counts.ts';

// Loops counted by hand from the shapes, as TFLM's and CMSIS-NN's sources turn them.

test('two inputs of one shape, and such that broadcast in rows', () => {
  expect(countsOf('sub_1x16x16x8_1x16x16x8', M4)).toEqual({ routine: 'sub', counts: { int8: 2048, int8Calls: 1 } });
  expect(countsOf('sub_1x8x8x16_1x1x1x16', M4).counts).toEqual({
    spread: 1024,
    rows: 64,
    broadcasts: 1,
    int8Calls: 1,
  });
  expect(countsOf('div_float32_1x8x8x4_1x1x1x4_const', M4).counts).toEqual({
    float32: 256,
    rows: 64,
    broadcasts: 1,
    float32Calls: 1,
  });
});

test('MAXIMUM: one call as soon as the inner dimensions are alike or a single value', () => {
  expect(countsOf('maximum_1x12x12x8_1x1x1x1', M4).counts).toMatchObject({ spread: 1152, calls: 0 });
  expect(countsOf('maximum_1x7x7x5_1x1x1x5', M4).counts).toMatchObject({ elements: 245, calls: 49 });
  expect(countsOf('maximum_1x10x10x3_1x10x10x1', M4).counts).toMatchObject({ spread: 300, calls: 100 });
  // A vector for each call.
  expect(countsOf('maximum_1x7x7x5_1x1x1x5', M55).counts).toMatchObject({ elements: 49, calls: 49 });
  // The reference kernel joins 8x8 before 16, and all of a single value.
  expect(countsOf('minimum_1x8x8x16_1x1x1x16', REFERENCE).counts).toMatchObject({ elements: 1024, rows: 64 });
  expect(countsOf('minimum_1x12x12x8_1x1x1x1', REFERENCE).counts).toMatchObject({ elements: 1152, rows: 1 });
});

test('MEAN: places of the index, comparisons with axes, carries', () => {
  // 7x7x5 over both axes: batch and channel are compared with two axes each, the others with one and with two.
  expect(countsOf('mean_1x7x7x5_ax12', M4).counts).toMatchObject({
    steps: 245 * 4,
    compared: 245 * (2 + 1 + 2 + 2),
    carried: 1 + 7 + 49 + 245,
    outputs: 5,
  });
});

test('LOGISTIC: values far from the zero point are not computed', () => {
  const share = (name: string) => {
    const { evaluated, int8 } = countsOf(name, M4).counts;
    return evaluated / int8;
  };
  expect(share('logistic_1x100_narrow')).toBe(1);
  expect(share('logistic_1x100_wide')).toBeLessThan(0.5);
});

test('QUANTIZE: between int8 and uint8 of one scale a bit turns', () => {
  expect(countsOf('quantize_uint8_int8_1x100_same', M4).routine).toBe('quantize flip');
  expect(countsOf('quantize_uint8_int8_1x500_rq', M4).routine).toBe('quantize uint8 int8');
});
