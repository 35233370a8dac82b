// Activations, additions and products, element by element; the bits of four lanes at once.
import { loadPartial, storePartial } from './lanes';

/** All ones where the activation that made `y` let the gradient through. */
export function passMask(y: v128, activation: i32): v128 {
  if (activation === 0) return i32x4.splat(-1);
  const positive = f32x4.gt(y, f32x4.splat(0));
  return activation === 2 ? v128.and(positive, f32x4.lt(y, f32x4.splat(6))) : positive;
}

/** What `limited` holds values at or above. */
export function lowerLimit(activation: i32): f32 {
  return select<f32>(0, -Infinity, activation !== 0);
}

/** What `limited` holds values at or below. */
export function upperLimit(activation: i32): f32 {
  return select<f32>(6, Infinity, activation === 2);
}

/** An activation by its limits: NaN passes, as in the reference. Without a branch, so that neighbours can be joined. */
export function limited(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

/** The `high` of `passes` for relu and relu6: no number is at or above NaN, so relu has no upper limit. */
export function gateLimit(activation: i32): f32 {
  return select<f32>(6, NaN, activation === 2);
}

/** As `passMask` without a branch. */
export function passes(y: v128, zero: v128, high: v128): v128 {
  return v128.andnot(f32x4.gt(y, zero), f32x4.ge(y, high));
}

export function activationForward(x: usize, y: usize, activation: i32, from: i32, to: i32): void {
  let i = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  for (; i + 32 <= end; i += 32) {
    const v0 = v128.load(x + i);
    const v1 = v128.load(x + i, 16);
    v128.store(y + i, limited(v0, low, high));
    v128.store(y + i, limited(v1, low, high), 16);
  }
  for (; i + 16 <= end; i += 16) v128.store(y + i, limited(v128.load(x + i), low, high));
  const rest = (to - from) & 3;
  if (rest > 0) storePartial(y + i, limited(loadPartial(x + i, rest), low, high), rest);
}

export function activationBackward(y: usize, dy: usize, dx: usize, activation: i32, from: i32, to: i32): void {
  let i = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  if (activation !== 0) {
    const zero = f32x4.splat(0);
    const high = f32x4.splat(gateLimit(activation));
    for (; i + 32 <= end; i += 32) {
      const y0 = v128.load(y + i);
      const y1 = v128.load(y + i, 16);
      const d0 = v128.load(dy + i);
      const d1 = v128.load(dy + i, 16);
      v128.store(dx + i, v128.and(d0, passes(y0, zero, high)));
      v128.store(dx + i, v128.and(d1, passes(y1, zero, high)), 16);
    }
  }
  for (; i + 16 <= end; i += 16) {
    v128.store(dx + i, v128.and(v128.load(dy + i), passMask(v128.load(y + i), activation)));
  }
  const rest = (to - from) & 3;
  if (rest > 0) {
    storePartial(dx + i, v128.and(loadPartial(dy + i, rest), passMask(loadPartial(y + i, rest), activation)), rest);
  }
}

export function addForward(a: usize, b: usize, y: usize, activation: i32, from: i32, to: i32): void {
  let i = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  for (; i + 32 <= end; i += 32) {
    const s0 = f32x4.add(v128.load(a + i), v128.load(b + i));
    const s1 = f32x4.add(v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(y + i, limited(s0, low, high));
    v128.store(y + i, limited(s1, low, high), 16);
  }
  for (; i + 16 <= end; i += 16) {
    v128.store(y + i, limited(f32x4.add(v128.load(a + i), v128.load(b + i)), low, high));
  }
  const rest = (to - from) & 3;
  if (rest > 0) {
    const sum = f32x4.add(loadPartial(a + i, rest), loadPartial(b + i, rest));
    storePartial(y + i, limited(sum, low, high), rest);
  }
}

export function accumulate(x: usize, into: usize, from: i32, to: i32): void {
  addForward(into, x, into, 0, from, to);
}

export function multiply(x: usize, keep: usize, y: usize, from: i32, to: i32): void {
  let i = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  for (; i + 32 <= end; i += 32) {
    const p0 = f32x4.mul(v128.load(x + i), v128.load(keep + i));
    const p1 = f32x4.mul(v128.load(x + i, 16), v128.load(keep + i, 16));
    v128.store(y + i, p0);
    v128.store(y + i, p1, 16);
  }
  for (; i + 16 <= end; i += 16) v128.store(y + i, f32x4.mul(v128.load(x + i), v128.load(keep + i)));
  const rest = (to - from) & 3;
  if (rest > 0) storePartial(y + i, f32x4.mul(loadPartial(x + i, rest), loadPartial(keep + i, rest)), rest);
}
