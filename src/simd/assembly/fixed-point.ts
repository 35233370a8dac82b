// The fixed-point arithmetic of TFLM's int8 kernels (gemmlowp fixedpoint.h), one number or four lanes at a time.

/** gemmlowp SaturatingRoundingDoublingHighMul. */
export function highMultiply(a: i32, b: i32): i32 {
  if (a === b && a === i32.MIN_VALUE) return i32.MAX_VALUE;
  return <i32>((<i64>a * <i64>b + (1 << 30)) >> 31);
}

/** The bits that a right shift by `exponent` drops. */
export function maskOf(exponent: i32): i32 {
  return <i32>(((<i64>1) << exponent) - 1);
}

/** gemmlowp RoundingDivideByPOT. */
export function divideByPowerOfTwo(x: i32, exponent: i32): i32 {
  const mask = maskOf(exponent);
  return (x >> exponent) + i32((x & mask) > (mask >> 1) + i32(x < 0));
}

/** Four lanes at a time. Inlined by decree, since the calls would cost more than the work; methods, because Biome can't
 * parse AssemblyScript's decorators on functions. */
export class FixedPoint {
  /** SaturatingRoundingDoublingHighMul with positive multipliers: floor((x * m + 2^30) / 2^31), which is bits 31 to 62
   * of the sum, the upper half of its double. */
  @inline
  static highProduct(x: v128, multiplier: v128): v128 {
    const round = i64x2.splat(1 << 30);
    let low = i64x2.add(i64x2.extmul_low_i32x4_s(x, multiplier), round);
    let high = i64x2.add(i64x2.extmul_high_i32x4_s(x, multiplier), round);
    low = i64x2.add(low, low);
    high = i64x2.add(high, high);
    return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
  }

  /** highProduct of x * 2^20, for four x of nine bits: with m = 2^11 mh + ml, floor((x m + 2^10) / 2^11) in 32 bits. */
  @inline
  static highProductOfInputs(x: v128, upper: v128, lower: v128): v128 {
    const rest = i32x4.shr_s(i32x4.add(i32x4.mul(x, lower), i32x4.splat(1024)), 11);
    return i32x4.add(i32x4.mul(x, upper), rest);
  }

  /** RoundingDivideByPOT by one power for all: (x >> n) plus one where the rest exceeds half, below zero half and one.
   * mask: 2^n - 1. */
  @inline
  static dividedByPowerOfTwo(x: v128, shift: i32, mask: v128): v128 {
    const threshold = i32x4.sub(i32x4.shr_s(mask, 1), i32x4.shr_s(x, 31));
    return i32x4.sub(i32x4.shr_s(x, shift), i32x4.gt_s(v128.and(x, mask), threshold));
  }
}
