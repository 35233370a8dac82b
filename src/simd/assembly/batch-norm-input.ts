// The gradient of the input of batch normalisation (batch-norm.ts), eight channels at a time.
import { deviation } from './batch-norm';
import { gateLimit, passes, passMask } from './elementwise';
import { fetch } from './fetch';
import { load4, store4 } from './lanes';

/** Rows after which the next channels come, while the rows are still in the second cache. */
const ROWS: i32 = 32;

export function batchNormBackwardInput(
  x: usize,
  scale: usize,
  shift: usize,
  dy: usize,
  mean: usize,
  variance: usize,
  epsilon: f64,
  gamma: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
  rows: i32,
  channels: i32,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const stride = (<usize>channels) << 2;
  const divisor = f32x4.splat(<f32>rows);
  for (let r = from; r < to; r += ROWS) {
    const begin = <usize>r * stride;
    const end = <usize>min(r + ROWS, to) * stride;
    fetch(x + begin, x + end);
    fetch(dy + begin, dy + end);
    let c = 0;
    for (; c + 8 <= channels; c += 8) {
      const at = (<usize>c) << 2;
      input8(
        x + at,
        scale + at,
        shift + at,
        dy + at,
        mean + at,
        variance + at,
        epsilon,
        gamma + at,
        dGamma + at,
        dBeta + at,
        dx + at,
        <f32>rows,
        begin,
        end,
        stride,
        activation,
      );
    }
    for (; c < channels; c += 4) {
      const at = (<usize>c) << 2;
      const count = channels - c;
      const sd = deviation(load4(variance + at, count), <f32>epsilon);
      const factor = f32x4.div(load4(gamma + at, count), sd);
      const meanOfDz = f32x4.div(load4(dBeta + at, count), divisor);
      const slope = f32x4.div(f32x4.div(load4(dGamma + at, count), divisor), sd);
      const m = load4(mean + at, count);
      const scales = load4(scale + at, count);
      const shifts = load4(shift + at, count);
      for (let p = begin + at; p < end; p += stride) {
        const in_ = load4(x + p, count);
        const z = f32x4.add(f32x4.mul(in_, scales), shifts);
        const dz = v128.and(load4(dy + p, count), passMask(z, activation));
        store4(dx + p, inputGradient(in_, dz, m, slope, factor, meanOfDz), count);
      }
    }
  }
}

function inputGradient(x: v128, dz: v128, mean: v128, slope: v128, factor: v128, meanOfDz: v128): v128 {
  const along = f32x4.mul(f32x4.sub(x, mean), slope);
  return f32x4.mul(factor, f32x4.sub(f32x4.sub(dz, meanOfDz), along));
}

/** Gradients of the input at rows from byte `begin` to `end` for the 8 channels at the other addresses. */
function input8(
  x: usize,
  scale: usize,
  shift: usize,
  dy: usize,
  mean: usize,
  variance: usize,
  epsilon: f64,
  gamma: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
  rows: f32,
  begin: usize,
  end: usize,
  stride: usize,
  activation: i32,
): void {
  const zero = f32x4.splat(0);
  const high = f32x4.splat(gateLimit(activation));
  const divisor = f32x4.splat(rows);
  const sd0 = deviation(v128.load(variance), <f32>epsilon);
  const sd1 = deviation(v128.load(variance, 16), <f32>epsilon);
  const factor0 = f32x4.div(v128.load(gamma), sd0);
  const factor1 = f32x4.div(v128.load(gamma, 16), sd1);
  const mean0 = f32x4.div(v128.load(dBeta), divisor);
  const mean1 = f32x4.div(v128.load(dBeta, 16), divisor);
  const slope0 = f32x4.div(f32x4.div(v128.load(dGamma), divisor), sd0);
  const slope1 = f32x4.div(f32x4.div(v128.load(dGamma, 16), divisor), sd1);
  const m0 = v128.load(mean);
  const m1 = v128.load(mean, 16);
  if (activation === 0) {
    for (let p = begin; p < end; p += stride) {
      const g0 = inputGradient(v128.load(x + p), v128.load(dy + p), m0, slope0, factor0, mean0);
      const g1 = inputGradient(v128.load(x + p, 16), v128.load(dy + p, 16), m1, slope1, factor1, mean1);
      v128.store(dx + p, g0);
      v128.store(dx + p, g1, 16);
    }
    return;
  }
  const scale0 = v128.load(scale);
  const scale1 = v128.load(scale, 16);
  const shift0 = v128.load(shift);
  const shift1 = v128.load(shift, 16);
  for (let p = begin; p < end; p += stride) {
    const x0 = v128.load(x + p);
    const x1 = v128.load(x + p, 16);
    const dz0 = v128.and(v128.load(dy + p), passes(f32x4.add(f32x4.mul(x0, scale0), shift0), zero, high));
    const dz1 = v128.and(v128.load(dy + p, 16), passes(f32x4.add(f32x4.mul(x1, scale1), shift1), zero, high));
    const g0 = inputGradient(x0, dz0, m0, slope0, factor0, mean0);
    const g1 = inputGradient(x1, dz1, m1, slope1, factor1, mean1);
    v128.store(dx + p, g0);
    v128.store(dx + p, g1, 16);
  }
}
