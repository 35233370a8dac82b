// Fake quantization: float values as the int8 kernels would hold them, and the straight-through gradient
// (Jacob et al. 2018, section 3).
import { load4, loadPartial, store4, storePartial } from './lanes';
import { Levels } from './levels';

/** Inlined by decree, so that its constants stay in registers; methods, because Biome can't parse AssemblyScript's
 * decorators on functions. */
class Lanes {
  @inline
  static quantize(x: v128, inverse: v128, offset: v128, half: v128, low: v128, high: v128, scale: v128): v128 {
    const level = f32x4.add(f32x4.mul(x, inverse), offset);
    const sign = v128.and(level, i32x4.splat(i32.MIN_VALUE));
    const rounded = f32x4.trunc(f32x4.add(level, v128.or(sign, half)));
    const clamped = f32x4.pmin(f32x4.pmax(rounded, low), high);
    return f32x4.mul(f32x4.sub(clamped, offset), scale);
  }

  /** Halves away from zero, as roundAway of base/fixed-point.ts. */
  @inline
  static round(value: v128): v128 {
    const whole = f64x2.trunc(value);
    const rest = f64x2.sub(value, whole);
    const one = f64x2.splat(1);
    const up = v128.and(f64x2.ge(rest, f64x2.splat(0.5)), one);
    const down = v128.and(f64x2.le(rest, f64x2.splat(-0.5)), one);
    return f64x2.sub(f64x2.add(whole, up), down);
  }
}

export function fakeQuantize(x: usize, y: usize, extremes: usize, levels: Levels, each: i32, from: i32, to: i32): void {
  const inverse = f32x4.splat(levels.inverse);
  const scale = f32x4.splat(levels.scale);
  const offset = f32x4.splat(levels.offset);
  const half = f32x4.splat(levels.half);
  const low = f32x4.splat(levels.low);
  const high = f32x4.splat(levels.high);
  const bytes = (<usize>each) << 2;
  const whole = bytes & ~15;
  const rest = each & 3;
  for (let n = from; n < to; n++) {
    const source = x + <usize>n * bytes;
    const target = y + <usize>n * bytes;
    let least = f32x4.splat(Infinity);
    let most = f32x4.splat(-Infinity);
    for (let i: usize = 0; i < whole; i += 16) {
      const value = v128.load(source + i);
      least = f32x4.pmin(least, value);
      most = f32x4.pmax(most, value);
      v128.store(target + i, Lanes.quantize(value, inverse, offset, half, low, high, scale));
    }
    if (rest > 0) {
      const value = loadPartial(source + whole, rest);
      storePartial(target + whole, Lanes.quantize(value, inverse, offset, half, low, high, scale), rest);
      for (let i = whole; i < bytes; i += 4) {
        least = f32x4.pmin(least, v128.load32_splat(source + i));
        most = f32x4.pmax(most, v128.load32_splat(source + i));
      }
    }
    if (extremes !== 0) storeExtremes(extremes + ((<usize>n) << 3), least, most);
  }
}

function storeExtremes(at: usize, least: v128, most: v128): void {
  const pairs = f32x4.pmin(least, v128.shuffle<f32>(least, least, 2, 3, 0, 1));
  const low = f32x4.pmin(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
  const others = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  const high = f32x4.pmax(others, v128.shuffle<f32>(others, others, 1, 0, 3, 2));
  store<f32>(at, f32x4.extract_lane(low, 0));
  store<f32>(at, f32x4.extract_lane(high, 0), 4);
}

export function fakeQuantizeBackward(x: usize, dy: usize, dx: usize, levels: Levels, from: i32, to: i32): void {
  const low = f32x4.splat(levels.passLow);
  const high = f32x4.splat(levels.passHigh);
  let i = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  for (; i + 16 <= end; i += 16) {
    const value = v128.load(x + i);
    const passes = v128.and(f32x4.gt(value, low), f32x4.lt(value, high));
    v128.store(dx + i, v128.and(v128.load(dy + i), passes));
  }
  const rest = (to - from) & 3;
  if (rest > 0) {
    const value = loadPartial(x + i, rest);
    const passes = v128.and(f32x4.gt(value, low), f32x4.lt(value, high));
    storePartial(dx + i, v128.and(loadPartial(dy + i, rest), passes), rest);
  }
}

/** As ExpandVerySmallRange of the converter: see symmetricScale of compress/affine.ts. */
const LEAST_MAGNITUDE: f64 = 1e-6 / 2;

export function fakeQuantizeWeights(
  weight: usize,
  bias: usize,
  inputScale: usize,
  weightOut: usize,
  biasOut: usize,
  rows: i32,
  channels: i32,
  perTensor: i32,
  from: i32,
  to: i32,
): void {
  const stride = (<usize>channels) << 2;
  const inScale = f64x2.splat(<f64>load<f32>(inputScale));
  const greatest = perTensor !== 0 ? greatestOf(magnitudesOf(weight, rows * channels, 16, 4)) : f32x4.splat(0);
  for (let c = from; c < to; c += 4) {
    const at = (<usize>c) << 2;
    const count = to - c;
    const magnitude = perTensor !== 0 ? greatest : magnitudesOf(weight + at, rows * min(count, 4), stride, count);
    const s0 = scalesOf(magnitude);
    const s1 = scalesOf(v128.shuffle<f32>(magnitude, magnitude, 2, 3, 0, 1));
    const scale = join4(s0, s1);
    for (let i = at, end = at + <usize>rows * stride; i < end; i += stride) {
      const w = load4(weight + i, count);
      const q0 = Lanes.round(f64x2.div(f64x2.promote_low_f32x4(w), s0));
      const q1 = Lanes.round(f64x2.div(f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 0, 1)), s1));
      store4(weightOut + i, f32x4.mul(join4(q0, q1), scale), count);
    }
    const b = load4(bias + at, count);
    const b0 = roundTo(f64x2.promote_low_f32x4(b), f64x2.mul(inScale, s0));
    const b1 = roundTo(f64x2.promote_low_f32x4(v128.shuffle<f32>(b, b, 2, 3, 0, 1)), f64x2.mul(inScale, s1));
    store4(biasOut + at, join4(b0, b1), count);
  }
}

/** The greatest magnitudes of four columns; `values`: how many floats in `count` (at most 4) of them. */
function magnitudesOf(address: usize, values: i32, stride: usize, count: i32): v128 {
  const columns = min(count, 4);
  let greatest = f32x4.splat(0);
  for (; values >= columns; values -= columns) {
    greatest = f32x4.pmax(greatest, f32x4.abs(load4(address, columns)));
    address += stride;
  }
  return values > 0 ? f32x4.pmax(greatest, f32x4.abs(loadPartial(address, values))) : greatest;
}

function greatestOf(values: v128): v128 {
  const pairs = f32x4.pmax(values, v128.shuffle<f32>(values, values, 2, 3, 0, 1));
  return f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/** In float64, of the lower two. */
function scalesOf(magnitudes: v128): v128 {
  const wide = f64x2.pmax(f64x2.promote_low_f32x4(magnitudes), f64x2.splat(LEAST_MAGNITUDE));
  return f64x2.div(wide, f64x2.splat(127));
}

function roundTo(value: v128, step: v128): v128 {
  return f64x2.mul(Lanes.round(f64x2.div(value, step)), step);
}

/** Two pairs of float64 as four float32. */
function join4(first: v128, second: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 1, 4, 5);
}
