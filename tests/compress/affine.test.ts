// Quantization parameters of ranges and weights; expected values from TFLite's quantization specification and the
// converter's sources.
import { describe, expect, test } from 'vitest';
import { roundAway } from '../../src/base/fixed-point.ts';
import { asymmetric, symmetricScale, weightScaleFor } from '../../src/compress/affine.ts';

describe('activations', () => {
  test.each([
    ['a range of int8 itself', { min: -128, max: 127 }, 1, 0],
    ['only positive values', { min: 2, max: 255 }, 1, -128],
    ['only negative values', { min: -255, max: -3 }, 1, 127],
    ['relu6', { min: 0, max: 6 }, 6 / 255, -128],
    ['a zero point between integers goes to the nearest', { min: -100.4, max: 154.6 }, 1, -28],
    ['nothing but zero', { min: 0, max: 0 }, 1, -128],
  ])('%s', (_name, range, scale, zeroPoint) => {
    expect(asymmetric(range).scale).toBeCloseTo(scale, 12);
    expect(asymmetric(range).zeroPoint).toBe(zeroPoint);
  });
});

describe('weights', () => {
  test('the greatest magnitude becomes 127', () => expect(symmetricScale(1.27)).toBeCloseTo(0.01, 15));
  test('a dead channel keeps a scale above zero', () => expect(symmetricScale(0)).toBe(5e-7 / 127));
  test('a bias fills at most half of int32', () => {
    const scale = weightScaleFor(symmetricScale(0), 0.01, 0.5);
    expect(0.5 / (scale * 0.01)).toBeCloseTo(2 ** 30 - 1, 0);
    expect(weightScaleFor(0.01, 0.01, 0.5)).toBe(0.01);
  });
});

test('halves round away from zero, as std::round does', () => {
  expect([-1.5, -0.5, 0.5, 1.5, 2.4, -2.6].map(roundAway)).toEqual([-2, -1, 1, 2, 2, -3]);
});
