// What the innermost loops call, inlined by decree: calls of these cost 10 to 18 % of a whole model. Biome can't parse AssemblyScript's decorators on
// functions, so biome.json leaves this file out.
import { GROUP } from './layer';
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

/** highProduct of x * 2^20, for four x of nine bits: with m = 2^11 mh + ml, floor((x m + 2^10) / 2^11) in 32 bits. */
@inline
export function highProductOfInputs(x: v128, upper: v128, lower: v128): v128 {
  const rest = i32x4.shr_s(i32x4.add(i32x4.mul(x, lower), i32x4.splat(1024)), 11);
  return i32x4.add(i32x4.mul(x, upper), rest);
}

/** RoundingDivideByPOT by one power for all: (x >> n) plus one where the rest exceeds half, below zero half and one. mask: 2^n - 1. */
@inline
export function dividedByPowerOfTwo(x: v128, shift: i32, mask: v128): v128 {
  const threshold = i32x4.sub(i32x4.shr_s(mask, 1), i32x4.shr_s(x, 31));
  return i32x4.sub(i32x4.shr_s(x, shift), i32x4.gt_s(v128.and(x, mask), threshold));
}

/** 1.5 * 2^23: added to a float32 below 2^22, it leaves the nearest integer in the lower bits. */
const MAGIC: f32 = 12582912.0;
const MAGIC_BITS: i32 = 0x4b400000;

/** Four doubled sums, requantized, plus MAGIC_BITS. The doubled product's upper half is the first rounding. The second one, halves away from zero,
 * is the nearest integer to the product times 2^-n (1 + 2^-23), which moves halves away from zero and nothing else over the middle, as n is at
 * most 14 and what is beyond 256 ends at the limits of int8. */
@inline
function fast(sums: v128, multiplier: v128, right: v128): v128 {
  const round = i64x2.splat(0x80000000);
  const low = i64x2.add(i64x2.extmul_low_i32x4_s(sums, multiplier), round);
  const high = i64x2.add(i64x2.extmul_high_i32x4_s(sums, multiplier), round);
  const product = f32x4.convert_i32x4_s(v128.shuffle<i32>(low, high, 1, 3, 5, 7));
  return f32x4.add(f32x4.mul(product, right), f32x4.splat(MAGIC));
}

/** Four sums, requantized, plus MAGIC_BITS, with any shift: exact where the product is below 2^24 or ends at the limits anyway. */
@inline
function careful(sums: v128, left: v128, multiplier: v128, right: v128): v128 {
  const product = highProduct(i32x4.mul(sums, left), multiplier);
  const scaled = f32x4.mul(f32x4.convert_i32x4_s(product), right);
  const limited = f32x4.pmin(f32x4.pmax(scaled, f32x4.splat(-1024)), f32x4.splat(1024));
  const whole = f32x4.trunc(limited);
  const rest = f32x4.sub(limited, whole);
  return f32x4.add(f32x4.add(whole, f32x4.trunc(f32x4.add(rest, rest))), f32x4.splat(MAGIC));
}

/** What `requantized` subtracts to take MAGIC_BITS away and add the zero point. */
@inline
export function magicBelow(zeroPoint: i32): v128 {
  return i32x4.splat(MAGIC_BITS - zeroPoint);
}

/** Eight sums as eight int16, with the zero point, before the range. `isFast`: the sums are doubled. */
@inline
export function requantized(sums0: v128, sums1: v128, table: usize, isFast: bool, below: v128): v128 {
  let r0: v128;
  let r1: v128;
  if (isFast) {
    r0 = fast(sums0, v128.load(table, MULTIPLIER), v128.load(table, RIGHT));
    r1 = fast(sums1, v128.load(table, MULTIPLIER + 16), v128.load(table, RIGHT + 16));
  } else {
    r0 = careful(sums0, v128.load(table, LEFT), v128.load(table, MULTIPLIER), v128.load(table, RIGHT));
    r1 = careful(sums1, v128.load(table, LEFT + 16), v128.load(table, MULTIPLIER + 16), v128.load(table, RIGHT + 16));
  }
  return i16x8.narrow_i32x4_s(i32x4.sub(r0, below), i32x4.sub(r1, below));
}

/** Twice eight int16 as int8 in range. */
@inline
export function limited(r0: v128, r1: v128, least: v128, most: v128): v128 {
  return i8x16.min_s(i8x16.max_s(i8x16.narrow_i16x8_s(r0, r1), least), most);
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
