// TFLM's fixed-point arithmetic, each rounding with its name. Everything is int32 unless a name says otherwise.
// TFLITE_SINGLE_ROUNDING is defined nowhere in TFLM's builds, so double rounding is what boards do.

/** std::round: halves away from zero. */
export function roundAway(value: number): number {
  const whole = Math.trunc(value);
  // Adding 0.5 first would round 0.49999999999999994 up.
  const rest = value - whole;
  return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole;
}

/** A real factor as a 32-bit mantissa in [2^30, 2^31) and a power of two: real = multiplier * 2^(shift - 31). */
export interface QuantizedMultiplier {
  readonly multiplier: number;
  readonly shift: number;
}

/** tensorflow/lite/kernels/internal/quantization_util.cc, QuantizeMultiplier. */
export function quantizeMultiplier(real: number): QuantizedMultiplier {
  if (real === 0) return { multiplier: 0, shift: 0 };
  const { fraction, exponent: power } = frexp(real);
  let exponent = power;
  let fixed = roundAway(fraction * 2147483648);
  if (fixed === 2147483648) {
    fixed /= 2;
    exponent++;
  }
  if (exponent < -31) {
    exponent = 0;
    fixed = 0;
  }
  return { multiplier: fixed, shift: exponent };
}

const word = new DataView(new ArrayBuffer(8));

/** C's frexp: value = fraction * 2^exponent with 0.5 <= |fraction| < 1. For finite numbers that are no subnormals. */
export function frexp(value: number): { fraction: number; exponent: number } {
  if (value === 0) return { fraction: 0, exponent: 0 };
  word.setFloat64(0, value);
  const high = word.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1022;
  word.setUint32(0, ((high & 0x800fffff) | 0x3fe00000) >>> 0);
  return { fraction: word.getFloat64(0), exponent };
}

/**
 * gemmlowp/fixedpoint/fixedpoint.h SaturatingRoundingDoublingHighMul: floor((a * b + 2^30) / 2^31),
 * saturated at a = b = -2^31.
 */
export function saturatingRoundingDoublingHighMul(a: number, b: number): number {
  if (a === -2147483648 && b === -2147483648) return 2147483647;
  // The product has up to 62 bits and a double holds 53, so the lower 16 bits of b are multiplied apart.
  // What they leave below 2^16 can't reach the result.
  const low = a * (b & 0xffff) + 1073741824;
  return Math.floor((a * (b >> 16) + Math.floor(low / 65536)) / 32768) | 0;
}

/** gemmlowp/fixedpoint/fixedpoint.h RoundingDivideByPOT: halves away from zero. exponent: 0..31. */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  const mask = ((1 << exponent) - 1) | 0;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
}

/** tensorflow/lite/kernels/internal/common.cc, MultiplyByQuantizedMultiplier(int32_t, ...) with double rounding. */
export function multiplyByQuantizedMultiplier(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const left = shift > 0 ? shift : 0;
  const right = shift > 0 ? 0 : -shift;
  return roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(x << left, multiplier), right);
}

/** ... (int64_t, ...): the multiplier is cut to 16 bits and rounding happens once. |x| < 2^47; x a whole number. */
export function multiplyWideByQuantizedMultiplier(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const reduced = multiplier < 0x7fff0000 ? (multiplier + 32768) >> 16 : 0x7fff;
  const total = 15 - shift;
  if (Math.abs(x) < 137438953472 && total > 0 && total < 48) {
    const divisor = powerOfTwo(total);
    return Math.floor((x * reduced + divisor / 2) / divisor) | 0;
  }
  const wide = BigInt(x) * BigInt(reduced) + (total > 0 ? 1n << BigInt(total - 1) : 0n);
  return Number(BigInt.asIntN(32, total > 0 ? wide >> BigInt(total) : wide << BigInt(-total)));
}

/** 2^k for -1022 <= k <= 1023, exactly. */
export function powerOfTwo(k: number): number {
  word.setUint32(0, (k + 1023) << 20);
  word.setUint32(4, 0);
  return word.getFloat64(0);
}

/** The value held between two bounds. NaN passes, which Math.min would spread from a bound too. */
export function clamp(value: number, min: number, max: number): number {
  // biome-ignore lint/complexity/useMathMinMax: a bound that is NaN would spread; comparisons leave the value
  return value < min ? min : value > max ? max : value;
}
