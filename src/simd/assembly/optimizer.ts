// One step of Adam and of SGD with momentum. Division and square root of lanes are exact, so the bits are those of the plain loop.
import { loadPartial, storePartial } from './lanes';

export function adamStep(
  parameter: usize,
  gradient: usize,
  m: usize,
  v: usize,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  from: i32,
  to: i32,
): void {
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const rest1 = f32x4.splat(<f32>(1 - beta1));
  const rest2 = f32x4.splat(<f32>(1 - beta2));
  const rate = f32x4.splat(<f32>(learningRate / correction1));
  const root = f32x4.splat(<f32>(1 / sqrt<f64>(correction2)));
  const tiny = f32x4.splat(<f32>epsilon);
  const end = (<usize>(from + ((to - from) & ~3))) << 2;
  let i = (<usize>from) << 2;
  for (; i < end; i += 16) {
    const g = v128.load(gradient + i);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(rest1, g));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(rest2, f32x4.mul(g, g)));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(second), root), tiny);
    const next = f32x4.sub(v128.load(parameter + i), f32x4.div(f32x4.mul(rate, first), denominator));
    v128.store(parameter + i, next);
  }
  const count = (to - from) & 3;
  if (count === 0) return;
  const g = loadPartial(gradient + i, count);
  const first = f32x4.add(f32x4.mul(b1, loadPartial(m + i, count)), f32x4.mul(rest1, g));
  const second = f32x4.add(f32x4.mul(b2, loadPartial(v + i, count)), f32x4.mul(rest2, f32x4.mul(g, g)));
  storePartial(m + i, first, count);
  storePartial(v + i, second, count);
  const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(second), root), tiny);
  const step = f32x4.div(f32x4.mul(rate, first), denominator);
  storePartial(parameter + i, f32x4.sub(loadPartial(parameter + i, count), step), count);
}

export function sgdStep(
  parameter: usize,
  gradient: usize,
  velocity: usize,
  learningRate: f64,
  momentum: f64,
  weightDecay: f64,
  nesterov: i32,
  from: i32,
  to: i32,
): void {
  const rate = f32x4.splat(<f32>learningRate);
  const mu = f32x4.splat(<f32>momentum);
  const decay = f32x4.splat(<f32>weightDecay);
  for (let e = from; e < to; e += 4) {
    const i = (<usize>e) << 2;
    const count = to - e;
    const whole = count >= 4;
    const p = whole ? v128.load(parameter + i) : loadPartial(parameter + i, count);
    const slope = whole ? v128.load(gradient + i) : loadPartial(gradient + i, count);
    const oldV = whole ? v128.load(velocity + i) : loadPartial(velocity + i, count);
    const g = f32x4.add(slope, f32x4.mul(decay, p));
    const v = f32x4.add(f32x4.mul(mu, oldV), g);
    const step = nesterov !== 0 ? f32x4.add(g, f32x4.mul(mu, v)) : v;
    const next = f32x4.sub(p, f32x4.mul(rate, step));
    if (whole) {
      v128.store(velocity + i, v);
      v128.store(parameter + i, next);
    } else {
      storePartial(velocity + i, v, count);
      storePartial(parameter + i, next, count);
    }
  }
}
