// Weights and biases as the int8 model holds them: the bits of float64, mostly found in float32.
import { load4, loadPartial, store4 } from './lanes';

/** As ExpandVerySmallRange of the converter: see symmetricScale of compress/affine.ts. */
const LEAST_MAGNITUDE: f64 = 1e-6 / 2;
/** A float32 level up to 127 is less than 2.4e-5 off (2^-24 of it each for the inverse and the product, and the sum
 * with a half). What is nearer than this to a half is computed again in float64. */
const NEAR_HALF: f32 = 6e-5;

/** Inlined by decree, so that constants stay in registers; a method, because Biome can't parse AssemblyScript's
 * decorators on functions. */
class Rounding {
  @inline
  static weights(w: v128, magnitude: v128, inverse: v128, scale: v128): v128 {
    const half = f32x4.splat(0.5);
    const level = f32x4.mul(w, inverse);
    const sign = v128.and(level, i32x4.splat(i32.MIN_VALUE));
    let whole = f32x4.trunc(f32x4.add(level, v128.or(sign, half)));
    const rest = f32x4.abs(f32x4.sub(level, f32x4.trunc(level)));
    const isNear = f32x4.lt(f32x4.abs(f32x4.sub(rest, half)), f32x4.splat(NEAR_HALF));
    if (v128.any_true(isNear)) whole = exactLevels(w, magnitude);
    // No negative zeros.
    return f32x4.mul(f32x4.add(whole, f32x4.splat(0)), scale);
  }
}

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
  const inScale = f64x2.splat(<f64>load<f32>(inputScale));
  const stride = (<usize>channels) << 2;
  let greatest = f32x4.splat(-1);
  if (perTensor !== 0) greatest = greatestOf(weight, rows * channels);
  let c = from;
  for (; c + 16 <= to; c += 16) {
    const at = (<usize>c) << 2;
    // A cache line of each row at a time.
    const m0 = magnitudeOf(weight + at, rows, stride, 4, greatest);
    const m1 = magnitudeOf(weight + at + 16, rows, stride, 4, greatest);
    const m2 = magnitudeOf(weight + at + 32, rows, stride, 4, greatest);
    const m3 = magnitudeOf(weight + at + 48, rows, stride, 4, greatest);
    roundRows(weight + at, weightOut + at, rows, stride, m0, m1, m2, m3);
    roundBias(bias + at, biasOut + at, inScale, m0, 4);
    roundBias(bias + at + 16, biasOut + at + 16, inScale, m1, 4);
    roundBias(bias + at + 32, biasOut + at + 32, inScale, m2, 4);
    roundBias(bias + at + 48, biasOut + at + 48, inScale, m3, 4);
  }
  for (; c < to; c += 4) {
    const at = (<usize>c) << 2;
    const count = to - c;
    const magnitude = magnitudeOf(weight + at, rows, stride, count, greatest);
    const scale = join4(scalesOf(lower(magnitude)), scalesOf(lower(upper(magnitude))));
    const inverse = inverseOf(magnitude);
    const end = at + <usize>rows * stride;
    for (let i = at; i < end; i += stride) {
      store4(weightOut + i, Rounding.weights(load4(weight + i, count), magnitude, inverse, scale), count);
    }
    roundBias(bias + at, biasOut + at, inScale, magnitude, count);
  }
}

function roundRows(weight: usize, out: usize, rows: i32, stride: usize, m0: v128, m1: v128, m2: v128, m3: v128): void {
  const s0 = join4(scalesOf(lower(m0)), scalesOf(lower(upper(m0))));
  const s1 = join4(scalesOf(lower(m1)), scalesOf(lower(upper(m1))));
  const s2 = join4(scalesOf(lower(m2)), scalesOf(lower(upper(m2))));
  const s3 = join4(scalesOf(lower(m3)), scalesOf(lower(upper(m3))));
  const i0 = inverseOf(m0);
  const i1 = inverseOf(m1);
  const i2 = inverseOf(m2);
  const i3 = inverseOf(m3);
  const end = weight + <usize>rows * stride;
  for (; weight < end; weight += stride) {
    v128.store(out, Rounding.weights(v128.load(weight), m0, i0, s0));
    v128.store(out, Rounding.weights(v128.load(weight, 16), m1, i1, s1), 16);
    v128.store(out, Rounding.weights(v128.load(weight, 32), m2, i2, s2), 32);
    v128.store(out, Rounding.weights(v128.load(weight, 48), m3, i3, s3), 48);
    out += stride;
  }
}

/** The greatest magnitudes of `count` (at most 4) columns, or `greatest` where that is given. */
function magnitudeOf(address: usize, rows: i32, stride: usize, count: i32, greatest: v128): v128 {
  if (f32x4.extract_lane(greatest, 0) >= 0) return greatest;
  let most = f32x4.splat(0);
  if (count >= 4) {
    for (let row = 0; row < rows; row++, address += stride) most = f32x4.pmax(most, f32x4.abs(v128.load(address)));
    return most;
  }
  for (let row = 0; row < rows; row++, address += stride)
    most = f32x4.pmax(most, f32x4.abs(loadPartial(address, count)));
  return most;
}

function greatestOf(address: usize, values: i32): v128 {
  let most = f32x4.splat(0);
  for (let i = 0; i < values; i += 4, address += 16) most = f32x4.pmax(most, f32x4.abs(load4(address, values - i)));
  const pairs = f32x4.pmax(most, upper(most));
  return f32x4.splat(max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1)));
}

function roundBias(bias: usize, out: usize, inScale: v128, magnitude: v128, count: i32): void {
  const b = load4(bias, count);
  const b0 = roundTo(lower(b), f64x2.mul(inScale, scalesOf(lower(magnitude))));
  const b1 = roundTo(lower(upper(b)), f64x2.mul(inScale, scalesOf(lower(upper(magnitude)))));
  store4(out, join4(b0, b1), count);
}

function roundTo(value: v128, step: v128): v128 {
  return f64x2.mul(roundAway(f64x2.div(value, step)), step);
}

/** Of four weights whose level in float32 is near a half. */
function exactLevels(w: v128, magnitude: v128): v128 {
  const q0 = roundAway(f64x2.div(lower(w), scalesOf(lower(magnitude))));
  const q1 = roundAway(f64x2.div(lower(upper(w)), scalesOf(lower(upper(magnitude)))));
  return join4(q0, q1);
}

/** Halves away from zero, as roundAway of base/fixed-point.ts. */
function roundAway(value: v128): v128 {
  const whole = f64x2.trunc(value);
  const rest = f64x2.sub(value, whole);
  const one = f64x2.splat(1);
  const up = v128.and(f64x2.ge(rest, f64x2.splat(0.5)), one);
  const down = v128.and(f64x2.le(rest, f64x2.splat(-0.5)), one);
  return f64x2.sub(f64x2.add(whole, up), down);
}

/** The lower two lanes in float64. */
function lower(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

/** The upper two lanes in the place of the lower two. */
function upper(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 2, 3, 0, 1);
}

/** Two pairs of float64 as four float32. */
function join4(first: v128, second: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 1, 4, 5);
}

/** Scales of two magnitudes in float64. */
function scalesOf(magnitudes: v128): v128 {
  return f64x2.div(f64x2.pmax(magnitudes, f64x2.splat(LEAST_MAGNITUDE)), f64x2.splat(127));
}

function inverseOf(magnitude: v128): v128 {
  return f32x4.div(f32x4.splat(127), f32x4.pmax(magnitude, f32x4.splat(<f32>LEAST_MAGNITUDE)));
}
