// One step of Adam and of SGD with momentum. Division and square root of lanes are exact, so the bits are those of the
// plain loop.
import { load4, store4 } from './lanes';

/** Inlined by decree, so that the loop over whole vectors asks nothing; a method, because Biome can't parse
 * AssemblyScript's decorators on functions. */
class Adam {
  @inline
  static step(
    parameter: usize,
    gradient: usize,
    m: usize,
    v: usize,
    b1: v128,
    b2: v128,
    rest1: v128,
    rest2: v128,
    rate: v128,
    root: v128,
    tiny: v128,
    count: i32,
  ): void {
    const g = load4(gradient, count);
    const first = f32x4.add(f32x4.mul(b1, load4(m, count)), f32x4.mul(rest1, g));
    const second = f32x4.add(f32x4.mul(b2, load4(v, count)), f32x4.mul(rest2, f32x4.mul(g, g)));
    store4(m, first, count);
    store4(v, second, count);
    const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(second), root), tiny);
    const step = f32x4.div(f32x4.mul(rate, first), denominator);
    store4(parameter, f32x4.sub(load4(parameter, count), step), count);
  }
}

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
    Adam.step(parameter + i, gradient + i, m + i, v + i, b1, b2, rest1, rest2, rate, root, tiny, 4);
  }
  const rest = (to - from) & 3;
  if (rest > 0) Adam.step(parameter + i, gradient + i, m + i, v + i, b1, b2, rest1, rest2, rate, root, tiny, rest);
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
    const p = load4(parameter + i, count);
    const g = f32x4.add(load4(gradient + i, count), f32x4.mul(decay, p));
    const v = f32x4.add(f32x4.mul(mu, load4(velocity + i, count)), g);
    const step = nesterov !== 0 ? f32x4.add(g, f32x4.mul(mu, v)) : v;
    store4(velocity + i, v, count);
    store4(parameter + i, f32x4.sub(p, f32x4.mul(rate, step)), count);
  }
}
