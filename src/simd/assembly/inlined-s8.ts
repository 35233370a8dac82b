// What the innermost loops call, inlined by decree: calls of these cost 10 to 18 % of a whole model. Biome can't parse AssemblyScript's decorators on
// functions, so biome.json leaves this file out.
import { GROUP } from './layer-s8';
import { LEFT, MULTIPLIER, RIGHT } from './requantize-s8';

/** SaturatingRoundingDoublingHighMul with positive multipliers: floor((x * m + 2^30) / 2^31), which is bits 31 to 62 of the sum, the upper half of
 * its double. */
@inline
export function highProduct(x: v128, multiplier: v128): v128 {
  const round = i64x2.splat(1 << 30);
  let low = i64x2.add(i64x2.extmul_low_i32x4_s(x, multiplier), round);
  let high = i64x2.add(i64x2.extmul_high_i32x4_s(x, multiplier), round);
  low = i64x2.add(low, low);
  high = i64x2.add(high, high);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** RoundingDivideByPOT by one power for all: (x >> n) plus one where the rest exceeds half, below zero half and one. mask: 2^n - 1. */
@inline
export function dividedByPowerOfTwo(x: v128, shift: i32, mask: v128): v128 {
  const threshold = i32x4.sub(i32x4.shr_s(mask, 1), i32x4.shr_s(x, 31));
  return i32x4.sub(i32x4.shr_s(x, shift), i32x4.gt_s(v128.and(x, mask), threshold));
}

/** Four sums times their multipliers, rounded twice. The second rounding, halves away from zero, is made in float32, since WASM shifts all lanes alike:
 * exact up to 2^24, and what lies beyond ends at the limits of int8, as no shift is above MOST_RIGHT (requantize-s8.ts). */
@inline
function scaled(sums: v128, multiplier: v128, right: v128): v128 {
  const product = f32x4.mul(f32x4.convert_i32x4_s(highProduct(sums, multiplier)), right);
  const half = v128.or(v128.and(product, f32x4.splat(-0.0)), f32x4.splat(0.5));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(product, half));
}

/** Eight sums as eight int16 that already hold zero point and range. */
@inline
export function requantized(
  sums0: v128,
  sums1: v128,
  table: usize,
  hasLeft: bool,
  zeroPoint: v128,
  least: v128,
  most: v128,
): v128 {
  if (hasLeft) {
    sums0 = i32x4.mul(sums0, v128.load(table, LEFT));
    sums1 = i32x4.mul(sums1, v128.load(table, LEFT + 16));
  }
  const r0 = scaled(sums0, v128.load(table, MULTIPLIER), v128.load(table, RIGHT));
  const r1 = scaled(sums1, v128.load(table, MULTIPLIER + 16), v128.load(table, RIGHT + 16));
  const r = i16x8.add_sat_s(i16x8.narrow_i32x4_s(r0, r1), zeroPoint);
  return i16x8.min_s(i16x8.max_s(r, least), most);
}

/** The lower eight bytes of `bytes`, or only `count` of them. */
@inline
export function storeBytes(bytes: v128, count: i32, out: usize): void {
  if (count >= GROUP) store<i64>(out, i64x2.extract_lane(bytes, 0));
  else {
    let rest = i64x2.extract_lane(bytes, 0);
    for (let c = 0; c < count; c++) {
      store<i8>(out + c, <i8>rest);
      rest >>= 8;
    }
  }
}
