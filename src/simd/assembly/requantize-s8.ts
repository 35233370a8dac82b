// int32 sums to int8: MultiplyByQuantizedMultiplier with TFLM's two roundings
// (tensorflow/lite/kernels/internal/common.cc), then zero point and range. Tables serve eight channels at once;
// whatever numbers they can't serve exactly go the slow way.
import { divideByPowerOfTwo, FixedPoint, highMultiply } from './fixed-point';
import { GROUP, groupsOf, Layer } from './layer';

/** What eight channels need, one after the other: bias, multiplier, 2^left (int32 each), 2^-right (float32), shift
 * (int32), and how all eight are requantized. */
export const TABLE_BYTES: usize = 176;
const MULTIPLIER: usize = 32;
const LEFT: usize = 64;
const RIGHT: usize = 96;
const SHIFT: usize = 128;
export const WAY: usize = 160;

/** The three ways, each only where it is exact (`fast`, `careful` and requantizeSlowly below). */
export const FAST: i32 = 0;
const CAREFUL: i32 = 1;
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

/** Writes the tables of all groups of channels, the last one filled up with zeros. Weight k of channel o lies at
 * `weight` + o * `perChannel` + k * `perWeight`, `count` of them. */
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

/** Doubles the biases of the fast groups, for weights that are doubled too: the product's upper half is then the
 * rounded one. */
export function doubleBias(layer: Layer, tables: usize): void {
  for (let group = 0; group < groupsOf(layer.outC); group++) {
    const table = tables + <usize>group * TABLE_BYTES;
    if (load<i32>(table, WAY) !== FAST) continue;
    v128.store(table, i32x4.shl(v128.load(table), 1));
    v128.store(table, i32x4.shl(v128.load(table, 16), 1), 16);
  }
}

/** Any numbers, one channel: `channel` within the group of `table`. */
function requantizedOne(sum: i32, table: usize, channel: i32, layer: Layer): i32 {
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

/** 1.5 * 2^23: added to a float32 below 2^22, it leaves the nearest integer in the lower bits. */
const MAGIC: f32 = 12582912.0;
const MAGIC_BITS: i32 = 0x4b400000;

/** Eight channels at a time, inlined by decree: calls of these cost 10 to 18 % of a whole model. */
export class Requantize {
  /** Four doubled sums, requantized, plus MAGIC_BITS. The doubled product's upper half is the first rounding. The
   * second one, halves away from zero, is the nearest integer to the product times 2^-n (1 + 2^-23). That factor moves
   * halves away from zero over the middle. It moves nothing else, as n is at most 14 and what is beyond 256 ends at the
   * limits of int8. */
  @inline
  static fast(sums: v128, multiplier: v128, right: v128): v128 {
    const round = i64x2.splat(0x80000000);
    const low = i64x2.add(i64x2.extmul_low_i32x4_s(sums, multiplier), round);
    const high = i64x2.add(i64x2.extmul_high_i32x4_s(sums, multiplier), round);
    const product = f32x4.convert_i32x4_s(v128.shuffle<i32>(low, high, 1, 3, 5, 7));
    return f32x4.add(f32x4.mul(product, right), f32x4.splat(MAGIC));
  }

  /** Four sums, requantized, plus MAGIC_BITS, with any shift: exact where the product is below 2^24 or ends at the
   * limits anyway. */
  @inline
  static careful(sums: v128, left: v128, multiplier: v128, right: v128): v128 {
    const product = FixedPoint.highProduct(i32x4.mul(sums, left), multiplier);
    const scaled = f32x4.mul(f32x4.convert_i32x4_s(product), right);
    const limited = f32x4.pmin(f32x4.pmax(scaled, f32x4.splat(-1024)), f32x4.splat(1024));
    const whole = f32x4.trunc(limited);
    const rest = f32x4.sub(limited, whole);
    return f32x4.add(f32x4.add(whole, f32x4.trunc(f32x4.add(rest, rest))), f32x4.splat(MAGIC));
  }

  /** What `requantized` subtracts to take MAGIC_BITS away and add the zero point. */
  @inline
  static magicBelow(zeroPoint: i32): v128 {
    return i32x4.splat(MAGIC_BITS - zeroPoint);
  }

  /** Eight sums as eight int16, with the zero point, before the range. `isFast`: the sums are doubled. */
  @inline
  static requantized(sums0: v128, sums1: v128, table: usize, isFast: bool, below: v128): v128 {
    let r0: v128;
    let r1: v128;
    if (isFast) {
      r0 = Requantize.fast(sums0, v128.load(table, MULTIPLIER), v128.load(table, RIGHT));
      r1 = Requantize.fast(sums1, v128.load(table, MULTIPLIER + 16), v128.load(table, RIGHT + 16));
    } else {
      r0 = Requantize.careful(sums0, v128.load(table, LEFT), v128.load(table, MULTIPLIER), v128.load(table, RIGHT));
      r1 = Requantize.careful(
        sums1,
        v128.load(table, LEFT + 16),
        v128.load(table, MULTIPLIER + 16),
        v128.load(table, RIGHT + 16),
      );
    }
    return i16x8.narrow_i32x4_s(i32x4.sub(r0, below), i32x4.sub(r1, below));
  }

  /** Twice eight int16 as int8 in range. */
  @inline
  static limited(r0: v128, r1: v128, least: v128, most: v128): v128 {
    return i8x16.min_s(i8x16.max_s(i8x16.narrow_i16x8_s(r0, r1), least), most);
  }

  /** The lower eight bytes of `bytes`, or only `count` of them. */
  @inline
  static storeBytes(bytes: v128, count: i32, out: usize): void {
    if (count >= GROUP) store<i64>(out, i64x2.extract_lane(bytes, 0));
    else {
      let rest = i64x2.extract_lane(bytes, 0);
      for (let c = 0; c < count; c++) {
        store<i8>(out + c, <i8>rest);
        rest >>= 8;
      }
    }
  }

  /** The sums of eight columns in each of two rows as sixteen int8. */
  @inline
  static rows(
    s00: v128,
    s01: v128,
    s10: v128,
    s11: v128,
    table: usize,
    isFast: bool,
    below: v128,
    least: v128,
    most: v128,
  ): v128 {
    const r0 = Requantize.requantized(s00, s01, table, isFast, below);
    const r1 = Requantize.requantized(s10, s11, table, isFast, below);
    return Requantize.limited(r0, r1, least, most);
  }

  /** The first `columns` of eight bytes each to c0 and c1. */
  @inline
  static storeRows(bytes: v128, columns: i32, c0: usize, c1: usize): void {
    if (columns >= GROUP) {
      v128.store64_lane(c0, bytes, 0);
      v128.store64_lane(c1, bytes, 1);
    } else {
      Requantize.storeBytes(bytes, columns, c0);
      Requantize.storeBytes(v128.shuffle<i64>(bytes, bytes, 1, 1), columns, c1);
    }
  }

  /** As `rows` and `storeRows`, whatever the numbers. `spill`: 64 bytes. */
  @inline
  static storeRowsSlowly(
    s00: v128,
    s01: v128,
    s10: v128,
    s11: v128,
    table: usize,
    layer: Layer,
    columns: i32,
    spill: usize,
    c0: usize,
    c1: usize,
  ): void {
    v128.store(spill, s00);
    v128.store(spill, s01, 16);
    v128.store(spill, s10, 32);
    v128.store(spill, s11, 48);
    requantizeSlowly(spill, min(columns, GROUP), table, layer, c0);
    requantizeSlowly(spill + 32, min(columns, GROUP), table, layer, c1);
  }
}
