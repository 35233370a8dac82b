// gemmlowp's exponential functions on int32 fixed point: what int8 SOFTMAX, LOGISTIC and TANH are made of.
// gemmlowp/fixedpoint/fixedpoint.h; a value in Q(integer bits).(31 - integer bits), F0 has no integer bit.
import {
  saturatingRoundingDoublingHighMul as multiply,
  powerOfTwo,
  roundingDivideByPowerOfTwo,
} from '../../base/fixed-point.ts';

const ONE_F0 = 2147483647;

/** SaturatingRoundingMultiplyByPOT for positive exponents. */
export function saturatingShiftLeft(x: number, exponent: number): number {
  const threshold = powerOfTwo(31 - exponent) - 1;
  if (x > threshold) return 2147483647;
  if (x < -threshold) return -2147483648;
  return x << exponent;
}

/** RoundingHalfSum: halves away from zero. */
export function roundingHalfSum(a: number, b: number): number {
  const sum = a + b;
  return Math.trunc((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/** exp(a) for a in [-1/4, 0) as F0: exp_on_interval_between_negative_one_quarter_and_0_excl. */
function expOfQuarter(a: number): number {
  const constantTerm = 1895147668; // exp(-1/8)
  const oneThird = 715827883;
  const x = (a + (1 << 28)) | 0;
  const x2 = multiply(x, x);
  const x3 = multiply(x2, x);
  const x4 = multiply(x2, x2);
  const x4Over4 = roundingDivideByPowerOfTwo(x4, 2);
  const sum = (multiply((x4Over4 + x3) | 0, oneThird) + x2) | 0;
  const half = roundingDivideByPowerOfTwo(sum, 1);
  return (constantTerm + multiply(constantTerm, (x + half) | 0)) | 0;
}

/** exp(-2^k) as F0 for k = -2 .. 4. */
const BARREL = [
  [-2, 1672461947],
  [-1, 1302514674],
  [0, 790015084],
  [1, 290630308],
  [2, 39332535],
  [3, 720401],
  [4, 242],
] as const;

/** exp_on_negative_values: a <= 0 with this many integer bits; F0. */
export function expOnNegativeValues(a: number, integerBits: number): number {
  const fractionalBits = 31 - integerBits;
  const quarter = 1 << (fractionalBits - 2);
  const mask = quarter - 1;
  const aModQuarter = ((a & mask) - quarter) | 0;
  let result = expOfQuarter(saturatingShiftLeft(aModQuarter, integerBits));
  const remainder = (aModQuarter - a) | 0;
  for (const [exponent, multiplier] of BARREL) {
    if (integerBits <= exponent) continue;
    if (remainder & (1 << (fractionalBits + exponent))) result = multiply(result, multiplier);
  }
  if (integerBits > 5) {
    const clampBelow = -(1 << (36 - integerBits));
    if (a < clampBelow) result = 0;
  }
  return a === 0 ? ONE_F0 : result;
}

/** one_over_one_plus_x_for_x_in_0_1: F0 to F0, three Newton-Raphson steps on Q2.29. */
export function oneOverOnePlusX(a: number): number {
  return saturatingShiftLeft(reciprocalOfHalfDenominator(a), 1);
}

/** one_minus_x_over_one_plus_x_for_x_in_0_1: F0 to F0. */
export function oneMinusXOverOnePlusX(a: number): number {
  // The difference to one, Q2.29, then to F0.
  return saturatingShiftLeft((reciprocalOfHalfDenominator(a) - (1 << 29)) | 0, 2);
}

/** 1 / ((1 + a) / 2) as Q2.29. */
function reciprocalOfHalfDenominator(a: number): number {
  const constant48Over17 = 1515870810;
  const constantNeg32Over17 = -1010580540;
  const half = roundingHalfSum(a, ONE_F0);
  let x = (constant48Over17 + multiply(half, constantNeg32Over17)) | 0;
  for (let i = 0; i < 3; i++) {
    const halfTimesX = multiply(half, x);
    const oneMinus = ((1 << 29) - halfTimesX) | 0;
    x = (x + saturatingShiftLeft(multiply(x, oneMinus), 2)) | 0;
  }
  return x;
}

/** logistic: any sign, F0. */
export function fixedLogistic(a: number, integerBits: number): number {
  if (a === 0) return 1073741824; // half
  const positive = a > 0;
  const magnitude = positive ? a : -a | 0;
  const onPositive = oneOverOnePlusX(expOnNegativeValues(-magnitude | 0, integerBits));
  return positive ? onPositive : (ONE_F0 - onPositive) | 0;
}

/** tanh: any sign, F0. */
export function fixedTanh(a: number, integerBits: number): number {
  if (a === 0) return 0;
  const negative = a < 0;
  const n = negative ? a : -a | 0;
  // neg_tanh_on_negative_values: exp(2a) has one integer bit more.
  const t = oneMinusXOverOnePlusX(expOnNegativeValues(n, integerBits + 1));
  return negative ? -t | 0 : t;
}

/** tensorflow/lite/kernels/internal/quantization_util.cc, CalculateInputRadius with 31 bits. */
export function inputRadius(integerBits: number, shift: number): number {
  return Math.floor((((1 << integerBits) - 1) * powerOfTwo(31 - integerBits)) / powerOfTwo(shift));
}

/** tensorflow/lite/kernels/internal/common.h, GetReciprocal. */
export function reciprocal(x: number, integerDigits: number): { inverse: number; bitsOverUnit: number } {
  const headroom = Math.clz32(x);
  return {
    inverse: oneOverOnePlusX(((x << headroom) - 0x80000000) | 0),
    bitsOverUnit: integerDigits - headroom,
  };
}

/** tensorflow/lite/kernels/internal/common.h, CountLeadingSignBits. */
export function leadingSignBits(x: number): number {
  return x >= 0 ? Math.clz32(x) - 1 : Math.clz32(2 * -x - 1);
}
