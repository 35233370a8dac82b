// Batch normalisation by known statistics. Backwards (batch-norm-sums.ts, batch-norm-input.ts), what the activation let
// through is judged by x * scale + shift, computed again: that is faster than reading y.
import { limited, lowerLimit, upperLimit } from './elementwise';
import { loadPartial, storePartial } from './lanes';

export function deviation(variance: v128, epsilon: f32): v128 {
  return f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)));
}

export function batchNormScale(
  gamma: usize,
  beta: usize,
  mean: usize,
  variance: usize,
  epsilon: f64,
  scale: usize,
  shift: usize,
  from: i32,
  to: i32,
): void {
  for (let c = from; c < to; c++) {
    const i = (<usize>c) << 2;
    const s = load<f32>(gamma + i) / sqrt<f32>(load<f32>(variance + i) + <f32>epsilon);
    store<f32>(scale + i, s);
    store<f32>(shift + i, load<f32>(beta + i) - load<f32>(mean + i) * s);
  }
}

export function batchNormApply(
  x: usize,
  scale: usize,
  shift: usize,
  y: usize,
  channels: i32,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const rowBytes = (<usize>channels) << 2;
  const whole = rowBytes & ~15;
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  let at = <usize>from * rowBytes;
  for (let r = from; r < to; r++) {
    let c: usize = 0;
    for (; c + 32 <= whole; c += 32) {
      const p = x + at + c;
      const s0 = f32x4.add(f32x4.mul(v128.load(p), v128.load(scale + c)), v128.load(shift + c));
      const s1 = f32x4.add(f32x4.mul(v128.load(p, 16), v128.load(scale + c, 16)), v128.load(shift + c, 16));
      v128.store(y + at + c, limited(s0, low, high));
      v128.store(y + at + c, limited(s1, low, high), 16);
    }
    for (; c < whole; c += 16) {
      const scaled = f32x4.mul(v128.load(x + at + c), v128.load(scale + c));
      v128.store(y + at + c, limited(f32x4.add(scaled, v128.load(shift + c)), low, high));
    }
    if (whole < rowBytes) {
      const count = channels & 3;
      const scaled = f32x4.mul(loadPartial(x + at + whole, count), loadPartial(scale + whole, count));
      const sum = f32x4.add(scaled, loadPartial(shift + whole, count));
      storePartial(y + at + whole, limited(sum, low, high), count);
    }
    at += rowBytes;
  }
}
