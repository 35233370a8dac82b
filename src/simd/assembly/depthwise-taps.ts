// Sums over the taps inside the image for the channels of one position, or of four: 16, 8 or 4 channels at a time, rows
// of three taps unrolled.
import { limited } from './elementwise';
import { load4, loadPartial, store4 } from './lanes';

/** sum + a row of taps: a[0] * b[0] + .. , neighbours `stepA` and `stepB` bytes apart. */
function addRow(sum: v128, a: usize, stepA: usize, b: usize, stepB: usize, taps: i32): v128 {
  if (taps === 3) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + stepA), v128.load(b + stepB)));
    return f32x4.add(sum, f32x4.mul(v128.load(a + 2 * stepA), v128.load(b + 2 * stepB)));
  }
  for (; taps > 0; taps--) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
    a += stepA;
    b += stepB;
  }
  return sum;
}

/** `storeTaps` for 16 channels at one position. */
function storeTaps16(
  a: usize,
  downA: usize,
  rightA: usize,
  b: usize,
  downB: usize,
  rightB: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  lower: f32,
  upper: f32,
  out: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; tapsH > 0; tapsH--) {
    let p = a;
    let q = b;
    for (let kw = tapsW; kw > 0; kw--) {
      s0 = f32x4.add(s0, f32x4.mul(v128.load(p), v128.load(q)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(p, 32), v128.load(q, 32)));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(p, 48), v128.load(q, 48)));
      p += rightA;
      q += rightB;
    }
    a += downA;
    b += downB;
  }
  if (bias !== 0) {
    s0 = f32x4.add(s0, v128.load(bias));
    s1 = f32x4.add(s1, v128.load(bias, 16));
    s2 = f32x4.add(s2, v128.load(bias, 32));
    s3 = f32x4.add(s3, v128.load(bias, 48));
  }
  const low = f32x4.splat(lower);
  const high = f32x4.splat(upper);
  v128.store(out, limited(s0, low, high));
  v128.store(out, limited(s1, low, high), 16);
  v128.store(out, limited(s2, low, high), 32);
  v128.store(out, limited(s3, low, high), 48);
}

/** The same for 8 channels. */
function storeTaps8(
  a: usize,
  downA: usize,
  rightA: usize,
  b: usize,
  downB: usize,
  rightB: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  lower: f32,
  upper: f32,
  out: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (; tapsH > 0; tapsH--) {
    let p = a;
    let q = b;
    for (let kw = tapsW; kw > 0; kw--) {
      s0 = f32x4.add(s0, f32x4.mul(v128.load(p), v128.load(q)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
      p += rightA;
      q += rightB;
    }
    a += downA;
    b += downB;
  }
  if (bias !== 0) {
    s0 = f32x4.add(s0, v128.load(bias));
    s1 = f32x4.add(s1, v128.load(bias, 16));
  }
  const low = f32x4.splat(lower);
  const high = f32x4.splat(upper);
  v128.store(out, limited(s0, low, high));
  v128.store(out, limited(s1, low, high), 16);
}

/** The same at four positions, which share what they load of b: u channels 0 to 3, v channels 4 to 7. */
function storeFour8(
  a: usize,
  downA: usize,
  rightA: usize,
  stepA: usize,
  b: usize,
  downB: usize,
  rightB: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  lower: f32,
  upper: f32,
  out: usize,
  stepOut: usize,
): void {
  let u0 = f32x4.splat(0);
  let v0 = u0;
  let u1 = u0;
  let v1 = u0;
  let u2 = u0;
  let v2 = u0;
  let u3 = u0;
  let v3 = u0;
  for (; tapsH > 0; tapsH--) {
    let p0 = a;
    let p1 = a + stepA;
    let p2 = p1 + stepA;
    let p3 = p2 + stepA;
    let q = b;
    for (let kw = tapsW; kw > 0; kw--) {
      const b0 = v128.load(q);
      const b1 = v128.load(q, 16);
      u0 = f32x4.add(u0, f32x4.mul(v128.load(p0), b0));
      v0 = f32x4.add(v0, f32x4.mul(v128.load(p0, 16), b1));
      u1 = f32x4.add(u1, f32x4.mul(v128.load(p1), b0));
      v1 = f32x4.add(v1, f32x4.mul(v128.load(p1, 16), b1));
      u2 = f32x4.add(u2, f32x4.mul(v128.load(p2), b0));
      v2 = f32x4.add(v2, f32x4.mul(v128.load(p2, 16), b1));
      u3 = f32x4.add(u3, f32x4.mul(v128.load(p3), b0));
      v3 = f32x4.add(v3, f32x4.mul(v128.load(p3, 16), b1));
      p0 += rightA;
      p1 += rightA;
      p2 += rightA;
      p3 += rightA;
      q += rightB;
    }
    a += downA;
    b += downB;
  }
  if (bias !== 0) {
    const bias0 = v128.load(bias);
    const bias1 = v128.load(bias, 16);
    u0 = f32x4.add(u0, bias0);
    v0 = f32x4.add(v0, bias1);
    u1 = f32x4.add(u1, bias0);
    v1 = f32x4.add(v1, bias1);
    u2 = f32x4.add(u2, bias0);
    v2 = f32x4.add(v2, bias1);
    u3 = f32x4.add(u3, bias0);
    v3 = f32x4.add(v3, bias1);
  }
  const low = f32x4.splat(lower);
  const high = f32x4.splat(upper);
  v128.store(out, limited(u0, low, high));
  v128.store(out, limited(v0, low, high), 16);
  const out1 = out + stepOut;
  v128.store(out1, limited(u1, low, high));
  v128.store(out1, limited(v1, low, high), 16);
  const out2 = out1 + stepOut;
  v128.store(out2, limited(u2, low, high));
  v128.store(out2, limited(v2, low, high), 16);
  const out3 = out2 + stepOut;
  v128.store(out3, limited(u3, low, high));
  v128.store(out3, limited(v3, low, high), 16);
}

/** As many positions at a time as `storeTaps` takes. */
export const POSITIONS: i32 = 4;

/** Sums over tapsH x tapsW taps of a * b for `channels` at `positions` (1 or POSITIONS) that have the same taps, then
 * bias (0: none) and limits. Steps in bytes: `downA`, `rightA`, `downB`, `rightB` from tap to tap; `stepA`, `stepOut`
 * from position to position. */
export function storeTaps(
  positions: i32,
  a: usize,
  downA: usize,
  rightA: usize,
  stepA: usize,
  b: usize,
  downB: usize,
  rightB: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  lower: f32,
  upper: f32,
  out: usize,
  stepOut: usize,
  channels: i32,
): void {
  let begin = 0;
  if (positions === POSITIONS) {
    for (; begin + 8 <= channels; begin += 8) {
      const at = (<usize>begin) << 2;
      // biome-ignore format: two lines read better
      storeFour8(a + at, downA, rightA, stepA, b + at, downB, rightB, tapsH, tapsW,
        biasAt(bias, at), lower, upper, out + at, stepOut);
    }
    if (begin === channels) return;
  }
  for (; positions > 0; positions--) {
    storeRest(begin, a, downA, rightA, b, downB, rightB, tapsH, tapsW, bias, lower, upper, out, channels);
    a += stepA;
    out += stepOut;
  }
}

function biasAt(bias: usize, at: usize): usize {
  return bias === 0 ? 0 : bias + at;
}

/** The channels from c on at one position, as many of them at a time as there are. */
function storeRest(
  c: i32,
  a: usize,
  downA: usize,
  rightA: usize,
  b: usize,
  downB: usize,
  rightB: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  lower: f32,
  upper: f32,
  out: usize,
  channels: i32,
): void {
  const low = f32x4.splat(lower);
  const high = f32x4.splat(upper);
  for (; c + 16 <= channels; c += 16) {
    const at = (<usize>c) << 2;
    storeTaps16(a + at, downA, rightA, b + at, downB, rightB, tapsH, tapsW, biasAt(bias, at), lower, upper, out + at);
  }
  for (; c + 8 <= channels; c += 8) {
    const at = (<usize>c) << 2;
    storeTaps8(a + at, downA, rightA, b + at, downB, rightB, tapsH, tapsW, biasAt(bias, at), lower, upper, out + at);
  }
  for (; c < channels; c += 4) {
    const at = (<usize>c) << 2;
    const count = channels - c;
    let sum = f32x4.splat(0);
    let p = a + at;
    let q = b + at;
    for (let kh = tapsH; kh > 0; kh--) {
      if (count >= 4) sum = addRow(sum, p, rightA, q, rightB, tapsW);
      else {
        for (let kw: usize = 0; kw < <usize>tapsW; kw++) {
          const value = loadPartial(p + kw * rightA, count);
          sum = f32x4.add(sum, f32x4.mul(value, loadPartial(q + kw * rightB, count)));
        }
      }
      p += downA;
      q += downB;
    }
    if (bias !== 0) sum = f32x4.add(sum, load4(bias + at, count));
    store4(out + at, limited(sum, low, high), count);
  }
}
