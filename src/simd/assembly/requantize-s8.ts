// int32 sums to int8: MultiplyByQuantizedMultiplier with TFLM's two roundings (tensorflow/lite/kernels/internal/common.cc, gemmlowp fixedpoint.h),
// then zero point and range: tables for eight channels at once (inlined-s8.ts), and the slow way for any numbers.
import { GROUP, groupsOf, MAX, MIN, OUT_C, OUTPUT_ZERO_POINT } from './layer-s8';

/** What eight channels need, one after the other: bias, multiplier, 2^left (int32 each), 2^-right (float32), shift (int32). */
export const TABLE_BYTES: usize = 160;
export const MULTIPLIER: usize = 32;
export const LEFT: usize = 64;
export const RIGHT: usize = 96;
const SHIFT: usize = 128;

/** Some channel shifts to the left. */
export const HAS_LEFT: i32 = 1;
/** Some number leaves the range for which the vectors below are exact. */
export const IS_WIDE: i32 = 2;

/** Right shifts above this leave more bits behind the point than float32 holds beside eight before it. */
const MOST_RIGHT: i32 = 16;

/** Writes the tables of all groups of channels, the last one filled up with zeros, and returns the flags above. */
export function packTables(layer: usize, bias: usize, multipliers: usize, shifts: usize, tables: usize): i32 {
  const outC = load<i32>(layer, OUT_C);
  const zeroPoint = load<i32>(layer, OUTPUT_ZERO_POINT);
  let flags: i32 = zeroPoint < -128 || zeroPoint > 127 ? IS_WIDE : 0;
  for (let o = 0; o < groupsOf(outC) * GROUP; o++) {
    const at = (<usize>o) << 2;
    const inside = o < outC;
    const multiplier = inside ? load<i32>(multipliers + at) : 0;
    const shift = inside ? load<i32>(shifts + at) : 0;
    if (shift > 0) flags |= HAS_LEFT;
    if (-shift > MOST_RIGHT || multiplier < 0) flags |= IS_WIDE;
    const table = tables + <usize>(o / GROUP) * TABLE_BYTES + ((<usize>(o % GROUP)) << 2);
    store<i32>(table, inside && bias !== 0 ? load<i32>(bias + at) : 0);
    store<i32>(table, multiplier, MULTIPLIER);
    store<i32>(table, 1 << max(shift, 0), LEFT);
    // 2^shift from its exponent; only read where it is exact.
    store<i32>(table, (127 + min(max(shift, -MOST_RIGHT), 0)) << 23, RIGHT);
    store<i32>(table, shift, SHIFT);
  }
  return flags;
}

/** gemmlowp SaturatingRoundingDoublingHighMul. */
export function highMultiply(a: i32, b: i32): i32 {
  if (a === b && a === i32.MIN_VALUE) return i32.MAX_VALUE;
  return <i32>((<i64>a * <i64>b + (1 << 30)) >> 31);
}

/** gemmlowp RoundingDivideByPOT. */
export function divideByPowerOfTwo(x: i32, exponent: i32): i32 {
  const mask = <i32>(((<i64>1) << exponent) - 1);
  return (x >> exponent) + i32((x & mask) > (mask >> 1) + i32(x < 0));
}

/** Any numbers, one channel: `channel` within the group of `table`. */
export function requantizedOne(sum: i32, table: usize, channel: i32, layer: usize): i32 {
  const at = table + ((<usize>channel) << 2);
  const product = highMultiply(sum * load<i32>(at, LEFT), load<i32>(at, MULTIPLIER));
  const scaledSum = divideByPowerOfTwo(product, max(-load<i32>(at, SHIFT), 0));
  return min(max(scaledSum + load<i32>(layer, OUTPUT_ZERO_POINT), load<i32>(layer, MIN)), load<i32>(layer, MAX));
}

/** Replaces eight int32 sums by the eight int8 of `count` channels at `out`, whatever the numbers. */
export function requantizeSlowly(sums: usize, count: i32, table: usize, layer: usize, out: usize): void {
  for (let c = 0; c < count; c++) {
    store<i8>(out + c, <i8>requantizedOne(load<i32>(sums + ((<usize>c) << 2)), table, c, layer));
  }
}
