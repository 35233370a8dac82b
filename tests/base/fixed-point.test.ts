import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  frexp,
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  quantizeMultiplier,
  roundAway,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../src/base/fixed-point.ts';

const int32 = fc.integer({ min: -2147483648, max: 2147483647 });

test('roundAway rounds halves away from zero, as std::round', () => {
  expect([0.5, 1.5, -0.5, -1.5, 2.4, -2.4, 0.49999999999999994].map(roundAway)).toEqual([1, 2, -1, -2, 2, -2, 0]);
});

test('frexp takes apart what its parts make', () => {
  expect(frexp(1)).toEqual({ fraction: 0.5, exponent: 1 });
  expect(frexp(-0.3)).toEqual({ fraction: -0.6, exponent: -1 });
});

describe('quantizeMultiplier', () => {
  test.each([
    // 0.5 = 0.5 * 2^0; 0.75 * 2^31 = 1610612736; what is just below 1 rounds up to 2^31 and is halved.
    [0.5, 1073741824, 0],
    [0.75, 1610612736, 0],
    [3, 1610612736, 2],
    [1 - 2 ** -40, 1073741824, 1],
    [0, 0, 0],
    [2 ** -40, 0, 0],
  ])('%f', (real, multiplier, shift) => expect(quantizeMultiplier(real)).toEqual({ multiplier, shift }));
});

test('the doubling high multiply is exact in 64 bits', () => {
  expect(saturatingRoundingDoublingHighMul(-2147483648, -2147483648)).toBe(2147483647);
  // Ties go up: 2^30 * 1 / 2^31 = 0.5 is 1, -0.5 is 0.
  expect(saturatingRoundingDoublingHighMul(1073741824, 1)).toBe(1);
  expect(saturatingRoundingDoublingHighMul(-1073741824, 1)).toBe(0);
  fc.assert(
    fc.property(int32, int32, (a, b) => {
      fc.pre(a !== -2147483648 || b !== -2147483648);
      const exact = Number((BigInt(a) * BigInt(b) + (1n << 30n)) >> 31n);
      expect(saturatingRoundingDoublingHighMul(a, b)).toBe(exact);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('dividing by a power of two rounds halves away from zero', () => {
  expect([5, -5, 6, -6].map((x) => roundingDivideByPowerOfTwo(x, 1))).toEqual([3, -3, 3, -3]);
  expect(roundingDivideByPowerOfTwo(-2147483648, 31)).toBe(-1);
  fc.assert(
    fc.property(int32, fc.integer({ min: 0, max: 31 }), (x, exponent) => {
      const half = exponent === 0 ? 0n : 1n << BigInt(exponent - 1);
      const size = x < 0 ? -BigInt(x) : BigInt(x);
      const magnitude = Number((size + half) >> BigInt(exponent));
      expect(roundingDivideByPowerOfTwo(x, exponent)).toBe(x < 0 ? 0 - magnitude : magnitude);
    }),
    { seed: 1 },
  );
});

test('multiplying by a multiplier is within one of the real product', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.double({ min: 1e-6, max: 100, noNaN: true }), (x, real) => {
      expect(Math.abs(multiplyByQuantizedMultiplier(x, quantizeMultiplier(real)) - x * real)).toBeLessThanOrEqual(1);
    }),
    { seed: 1 },
  );
});

test('wide accumulators: the multiplier has 16 bits, the rounding is one', () => {
  // 0.5 is 16384 of 2^15: 3 * 0.5 = 1.5 is 2, -1.5 is -1 (ties go up).
  expect([3, -3].map((x) => multiplyWideByQuantizedMultiplier(x, quantizeMultiplier(0.5)))).toEqual([2, -1]);
  const small = quantizeMultiplier(1e-4);
  for (const x of [1e11, -1e11, 140e12, -140e12]) {
    const reduced = BigInt((small.multiplier + 32768) >> 16);
    const total = BigInt(15 - small.shift);
    const exact = Number(BigInt.asIntN(32, (BigInt(x) * reduced + (1n << (total - 1n))) >> total));
    expect(multiplyWideByQuantizedMultiplier(x, small)).toBe(exact);
  }
});
