// Logarithms on integers: that of LOG_SOFTMAX and that of TFLM's signal library.
import { log } from '../../base/elementary.ts';
import {
  clamp,
  saturatingRoundingDoublingHighMul as multiply,
  powerOfTwo,
  roundAway,
  roundingDivideByPowerOfTwo,
} from '../../base/fixed-point.ts';
import { oneOverOnePlusX, roundingHalfSum, saturatingShiftLeft } from './fixed-exp.ts';

/** log_softmax.h kInputIntegerBits and kAccumulationIntegerBits: of the result and of the sums that it takes. */
const INPUT_BITS = 5;
const ACCUMULATION_BITS = 12;

const saturate = (x: number) => clamp(x, -2147483648, 2147483647);

/** SaturatingRoundingMultiplyByPOTParam with exponents from 0 on. */
const shiftLeft = (x: number, exponent: number) => (exponent === 0 ? x : saturatingShiftLeft(x, exponent));

/** tensorflow/lite/kernels/internal/common.h, log_x_for_x_greater_than_or_equal_to_1: Q12.19 to Q5.26. */
export function fixedLog(x: number): number {
  const accumBits = INPUT_BITS + 1;
  const log2 = 1488522236;
  const sqrtSqrtHalf = 1805811301;
  const sqrtHalf = 1518500250;
  const [alphaN, alphaD, alphaI, alphaF] = [117049297, 127690142, 1057819769, 638450708];
  const shiftedQuarter = roundingDivideByPowerOfTwo(536870912, accumBits);
  const headroom1 = Math.clz32(x);
  const ra = shiftLeft(multiply(shiftLeft(x, headroom1 - 1), sqrtHalf), 1);
  const adjustedA = saturate(shiftLeft(ACCUMULATION_BITS - headroom1, 31 - accumBits) + shiftedQuarter);
  const headroom2 = Math.clz32(multiply(x, sqrtHalf)) - 1;
  const rb = shiftLeft(x, headroom2);
  const adjustedB = saturate(shiftLeft(ACCUMULATION_BITS - headroom2, 31 - accumBits) - shiftedQuarter);
  const r = Math.min(ra, rb);
  const adjusted = Math.max(adjustedA, adjustedB);
  const p = roundingHalfSum(r, sqrtSqrtHalf);
  const q = ((r - sqrtSqrtHalf) * 2) | 0;
  const squared = multiply(q, q);
  const numerator = (multiply(q, r) + multiply(multiply(q, squared), alphaN)) | 0;
  const denominator = (multiply(p, (alphaI + q + multiply(alphaD, squared)) | 0) + multiply(alphaF, q)) | 0;
  const scaled = roundingDivideByPowerOfTwo(numerator, accumBits);
  const sum = (multiply(adjusted, log2) + multiply(scaled, oneOverOnePlusX(denominator))) | 0;
  return saturatingShiftLeft(sum, 1);
}

/** signal/src/log.cc kLogLut: how far log2(1 + x) lies above x, in 16 bits, for 128 steps of x. */
const LOG_TABLE = Int32Array.from({ length: 130 }, (_, i) =>
  i < 129 ? roundAway(65536 * (log(1 + i / 128) / Math.LN2 - i / 128)) : 0,
);

/** signal/src/log.cc Log32: the natural logarithm times `scale`. */
export function scaledLog(x: number, scale: number): number {
  const whole = 31 - Math.clz32(x);
  const above = whole < 16 ? (x - powerOfTwo(whole)) << (16 - whole) : (x - powerOfTwo(whole)) >>> (whole - 16);
  const segment = above >>> 9;
  const [c0, c1] = [LOG_TABLE[segment], LOG_TABLE[segment + 1]];
  const fraction = above + c0 + (((c1 - c0) * (above - 512 * segment)) >> 16);
  const log2 = whole * 65536 + fraction;
  // 45426 is 65536 * ln 2.
  const natural = Math.floor((45426 * log2 + 32768) / 65536);
  return ((Math.imul(scale, natural) + 32768) >>> 0) >>> 16;
}
