// int32 sums to int8: MultiplyByQuantizedMultiplier with TFLM's two roundings (tensorflow/lite/kernels/internal/common.cc, gemmlowp fixedpoint.h),
// then zero point and range: tables for eight channels at once (inlined-s8.ts), and the slow way for any numbers.
import { GROUP, groupsOf, Layer } from './layer';

/** What eight channels need, one after the other: bias, multiplier, 2^left (int32 each), 2^-right (float32), shift (int32), and how all eight are
 * requantized. */
export const TABLE_BYTES: usize = 176;
export const MULTIPLIER: usize = 32;
export const LEFT: usize = 64;
export const RIGHT: usize = 96;
const SHIFT: usize = 128;
export const WAY: usize = 160;

/** The three ways, each only where it is exact (inlined-s8.ts). */
export const FAST: i32 = 0;
export const CAREFUL: i32 = 1;
export const SLOW: i32 = 2;

/** 2^-right times 1 + 2^-23. */
const NEXT_ABOVE: i32 = 1;

/** The exponent of a float32, also of what a right shift leaves. */
function powerOfTwo(exponent: i32): i32 {
  return (127 + exponent) << 23;
}

/** How a channel can be requantized whose sums are at most `bound` in size. */
function wayOf(multiplier: i32, shift: i32, bound: f64, zeroPoint: i32): i32 {
  if (multiplier < 0 || zeroPoint < -128 || zeroPoint > 127) return SLOW;
  const scaled = (bound * <f64>multiplier) / 2147483648.0;
  if (
    shift <= 0 &&
    shift >= -14 &&
    bound < 1073741823.0 &&
    scaled * <f64>reinterpret<f32>(powerOfTwo(shift)) < 2097152.0
  ) {
    return FAST;
  }
  // The product must survive float32, unless all that doesn't ends at the limits of int8.
  return shift >= -16 || scaled < 16777215.0 ? CAREFUL : SLOW;
}

/** Writes the tables of all groups of channels, the last one filled up with zeros. Weight k of channel o lies at `weight` + o * `perChannel` +
 * k * `perWeight`, `count` of them. */
export function packTables(
  layer: Layer,
  weight: usize,
  perChannel: usize,
  perWeight: usize,
  count: i32,
  bias: usize,
  multipliers: usize,
  shifts: usize,
  tables: usize,
): void {
  const outC = layer.outC;
  const outputZeroPoint = layer.outputZeroPoint;
  const weightZeroPoint = layer.weightZeroPoint;
  const inputZeroPoint = layer.inputZeroPoint;
  const mostInput = <f64>max(abs(-128 - inputZeroPoint), abs(127 - inputZeroPoint));
  for (let first = 0; first < outC; first += GROUP) {
    const table = tables + <usize>(first / GROUP) * TABLE_BYTES;
    memory.fill(table, 0, TABLE_BYTES);
    let way = FAST;
    for (let o = first; o < min(first + GROUP, outC); o++) {
      const at = (<usize>o) << 2;
      const multiplier = load<i32>(multipliers + at);
      const shift = load<i32>(shifts + at);
      const biasHere = bias === 0 ? 0 : load<i32>(bias + at);
      let weights: i64 = 0;
      for (let k = 0; k < count; k++) {
        weights += <i64>abs(<i32>load<i8>(weight + <usize>o * perChannel + <usize>k * perWeight) - weightZeroPoint);
      }
      way = max(way, wayOf(multiplier, shift, <f64>weights * mostInput + abs<f64>(<f64>biasHere), outputZeroPoint));
      const entry = table + ((<usize>(o - first)) << 2);
      store<i32>(entry, biasHere);
      store<i32>(entry, multiplier, MULTIPLIER);
      store<i32>(entry, 1 << max(shift, 0), LEFT);
      store<i32>(entry, powerOfTwo(min(shift, 0)), RIGHT);
      store<i32>(entry, shift, SHIFT);
    }
    store<i32>(table, way, WAY);
    for (let c: usize = 0; c < 32 && way === FAST; c += 4) {
      store<i32>(table + c, load<i32>(table + c, RIGHT) + NEXT_ABOVE, RIGHT);
    }
  }
}

/** Doubles the biases of the fast groups, for weights that are doubled too: the product's upper half is then the rounded one. */
export function doubleBias(layer: Layer, tables: usize): void {
  for (let group = 0; group < groupsOf(layer.outC); group++) {
    const table = tables + <usize>group * TABLE_BYTES;
    if (load<i32>(table, WAY) !== FAST) continue;
    v128.store(table, i32x4.shl(v128.load(table), 1));
    v128.store(table, i32x4.shl(v128.load(table, 16), 1), 16);
  }
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
export function requantizedOne(sum: i32, table: usize, channel: i32, layer: Layer): i32 {
  const at = table + ((<usize>channel) << 2);
  const product = highMultiply(sum * load<i32>(at, LEFT), load<i32>(at, MULTIPLIER));
  const scaledSum = divideByPowerOfTwo(product, max(-load<i32>(at, SHIFT), 0));
  return min(max(scaledSum + layer.outputZeroPoint, layer.min), layer.max);
}

/** Replaces eight int32 sums by the eight int8 of `count` channels at `out`, whatever the numbers. */
export function requantizeSlowly(sums: usize, count: i32, table: usize, layer: Layer, out: usize): void {
  for (let c = 0; c < count; c++) {
    store<i8>(out + c, <i8>requantizedOne(load<i32>(sums + ((<usize>c) << 2)), table, c, layer));
  }
}
