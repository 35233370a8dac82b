// Batch normalisation: channels in blocks that share cache lines, rows down each block. Backwards, what the activation
// let through is judged by x * scale + shift, computed again: that is faster than reading y.
import { gateLimit, limited, lowerLimit, passes, passMask, upperLimit } from './elementwise';
import { fetch } from './fetch';
import { load4, loadPartial, store4, storePartial } from './lanes';
import { SUM_ROWS } from './sums';

/** Rows of so many bytes are fetched whole, though other threads want some of them. */
const SHORT_ROW: usize = 256;

export function deviation(variance: v128, epsilon: f32): v128 {
  return f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)));
}

export function batchNormStatistics(
  x: usize,
  mean: usize,
  variance: usize,
  rows: i32,
  channels: i32,
  from: i32,
  to: i32,
): void {
  const stride = (<usize>channels) << 2;
  rowSums(x, 0, mean, rows, stride, from, to);
  rowSums(x, mean, variance, rows, stride, from, to);
}

/** The means of x, or of the squares of x - mean where there is a `mean`, for channels [from, to). The rows of one
 * partial sum, which lie one after the other, come for all channels before the next ones. */
function rowSums(x: usize, mean: usize, out: usize, rows: i32, stride: usize, from: i32, to: i32): void {
  const divisor = f32x4.splat(<f32>rows);
  memory.fill(out + ((<usize>from) << 2), 0, (<usize>(to - from)) << 2);
  for (let r = 0; r < rows; r += SUM_ROWS) {
    const begin = x + <usize>r * stride;
    const end = begin + <usize>min(SUM_ROWS, rows - r) * stride;
    if ((<usize>(to - from)) << 2 === stride || stride <= SHORT_ROW) fetch(begin, end);
    let c = from;
    for (; c + 16 <= to; c += 16) {
      const at = (<usize>c) << 2;
      if (mean === 0) addRows16(begin + at, end, stride, out + at);
      else addSquares16(begin + at, end, stride, mean + at, out + at);
    }
    if (c + 8 <= to) {
      const at = (<usize>c) << 2;
      if (mean === 0) addRows8(begin + at, end, stride, out + at);
      else addSquares8(begin + at, end, stride, mean + at, out + at);
      c += 8;
    }
    for (; c < to; c += 4) {
      const at = (<usize>c) << 2;
      const count = to - c;
      const m = mean === 0 ? f32x4.splat(0) : load4(mean + at, count);
      let sum = f32x4.splat(0);
      for (let p = begin + at; p < end; p += stride) {
        const d = f32x4.sub(load4(p, count), m);
        sum = f32x4.add(sum, mean === 0 ? d : f32x4.mul(d, d));
      }
      store4(out + at, f32x4.add(load4(out + at, count), sum), count);
    }
  }
  for (let c = from; c < to; c += 4) {
    const at = out + ((<usize>c) << 2);
    store4(at, f32x4.div(load4(at, to - c), divisor), to - c);
  }
}

function addRows16(p: usize, end: usize, stride: usize, into: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; p < end; p += stride) {
    s0 = f32x4.add(s0, v128.load(p));
    s1 = f32x4.add(s1, v128.load(p, 16));
    s2 = f32x4.add(s2, v128.load(p, 32));
    s3 = f32x4.add(s3, v128.load(p, 48));
  }
  addTo16(into, s0, s1, s2, s3);
}

function addSquares16(p: usize, end: usize, stride: usize, mean: usize, into: usize): void {
  const m0 = v128.load(mean);
  const m1 = v128.load(mean, 16);
  const m2 = v128.load(mean, 32);
  const m3 = v128.load(mean, 48);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; p < end; p += stride) {
    let d = f32x4.sub(v128.load(p), m0);
    s0 = f32x4.add(s0, f32x4.mul(d, d));
    d = f32x4.sub(v128.load(p, 16), m1);
    s1 = f32x4.add(s1, f32x4.mul(d, d));
    d = f32x4.sub(v128.load(p, 32), m2);
    s2 = f32x4.add(s2, f32x4.mul(d, d));
    d = f32x4.sub(v128.load(p, 48), m3);
    s3 = f32x4.add(s3, f32x4.mul(d, d));
  }
  addTo16(into, s0, s1, s2, s3);
}

function addTo16(into: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  s0 = f32x4.add(v128.load(into), s0);
  s1 = f32x4.add(v128.load(into, 16), s1);
  s2 = f32x4.add(v128.load(into, 32), s2);
  s3 = f32x4.add(v128.load(into, 48), s3);
  v128.store(into, s0);
  v128.store(into, s1, 16);
  v128.store(into, s2, 32);
  v128.store(into, s3, 48);
}

function addRows8(p: usize, end: usize, stride: usize, into: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (; p < end; p += stride) {
    s0 = f32x4.add(s0, v128.load(p));
    s1 = f32x4.add(s1, v128.load(p, 16));
  }
  addTo8(into, s0, s1);
}

function addSquares8(p: usize, end: usize, stride: usize, mean: usize, into: usize): void {
  const m0 = v128.load(mean);
  const m1 = v128.load(mean, 16);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (; p < end; p += stride) {
    const d0 = f32x4.sub(v128.load(p), m0);
    const d1 = f32x4.sub(v128.load(p, 16), m1);
    s0 = f32x4.add(s0, f32x4.mul(d0, d0));
    s1 = f32x4.add(s1, f32x4.mul(d1, d1));
  }
  addTo8(into, s0, s1);
}

function addTo8(into: usize, s0: v128, s1: v128): void {
  s0 = f32x4.add(v128.load(into), s0);
  s1 = f32x4.add(v128.load(into, 16), s1);
  v128.store(into, s0);
  v128.store(into, s1, 16);
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

export function batchNormBackwardSums(
  x: usize,
  scale: usize,
  shift: usize,
  dy: usize,
  mean: usize,
  variance: usize,
  epsilon: f64,
  dGamma: usize,
  dBeta: usize,
  rows: i32,
  channels: i32,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const stride = (<usize>channels) << 2;
  let c = from;
  if (activation !== 0) {
    c = to - ((to - from) & 7);
    if (c > from) addUp(x, scale, shift, dy, mean, dGamma, dBeta, rows, stride, activation, from, c);
    for (let at = (<usize>from) << 2; at < (<usize>c) << 2; at += 16) {
      const d = deviation(v128.load(variance + at), <f32>epsilon);
      v128.store(dGamma + at, f32x4.div(v128.load(dGamma + at), d));
    }
  }
  for (; c < to; c += 8) {
    const at = (<usize>c) << 2;
    const n0 = min(4, to - c);
    const n1 = min(4, to - c - 4);
    const both = n1 > 0;
    const m0 = load4(mean + at, n0);
    const m1 = both ? load4(mean + at + 16, n1) : m0;
    const scale0 = load4(scale + at, n0);
    const scale1 = both ? load4(scale + at + 16, n1) : scale0;
    const shift0 = load4(shift + at, n0);
    const shift1 = both ? load4(shift + at + 16, n1) : shift0;
    let beta0 = f32x4.splat(0);
    let beta1 = beta0;
    let gamma0 = beta0;
    let gamma1 = beta0;
    let p = at;
    for (let r = 0; r < rows; r += SUM_ROWS) {
      let b0 = f32x4.splat(0);
      let b1 = b0;
      let g0 = b0;
      let g1 = b0;
      const stop = p + <usize>min(SUM_ROWS, rows - r) * stride;
      if (n1 === 4) {
        for (; p < stop; p += stride) {
          let in_ = v128.load(x + p);
          let dz = v128.and(v128.load(dy + p), passMask(f32x4.add(f32x4.mul(in_, scale0), shift0), activation));
          b0 = f32x4.add(b0, dz);
          g0 = f32x4.add(g0, f32x4.mul(dz, f32x4.sub(in_, m0)));
          in_ = v128.load(x + p, 16);
          dz = v128.and(v128.load(dy + p, 16), passMask(f32x4.add(f32x4.mul(in_, scale1), shift1), activation));
          b1 = f32x4.add(b1, dz);
          g1 = f32x4.add(g1, f32x4.mul(dz, f32x4.sub(in_, m1)));
        }
      } else {
        for (; p < stop; p += stride) {
          let in_ = load4(x + p, n0);
          let dz = v128.and(load4(dy + p, n0), passMask(f32x4.add(f32x4.mul(in_, scale0), shift0), activation));
          b0 = f32x4.add(b0, dz);
          g0 = f32x4.add(g0, f32x4.mul(dz, f32x4.sub(in_, m0)));
          if (!both) continue;
          in_ = load4(x + p + 16, n1);
          dz = v128.and(load4(dy + p + 16, n1), passMask(f32x4.add(f32x4.mul(in_, scale1), shift1), activation));
          b1 = f32x4.add(b1, dz);
          g1 = f32x4.add(g1, f32x4.mul(dz, f32x4.sub(in_, m1)));
        }
      }
      beta0 = f32x4.add(beta0, b0);
      beta1 = f32x4.add(beta1, b1);
      gamma0 = f32x4.add(gamma0, g0);
      gamma1 = f32x4.add(gamma1, g1);
    }
    store4(dBeta + at, beta0, n0);
    store4(dGamma + at, f32x4.div(gamma0, deviation(load4(variance + at, n0), <f32>epsilon)), n0);
    if (both) {
      store4(dBeta + at + 16, beta1, n1);
      store4(dGamma + at + 16, f32x4.div(gamma1, deviation(load4(variance + at + 16, n1), <f32>epsilon)), n1);
    }
  }
}

/** The sums of dz and of dz * (x - mean) behind relu or relu6 for channels [from, to), a multiple of 8. The rows of
 * one partial sum, which lie one after the other, come for all channels before the next ones. */
function addUp(
  x: usize,
  scale: usize,
  shift: usize,
  dy: usize,
  mean: usize,
  gamma: usize,
  beta: usize,
  rows: i32,
  stride: usize,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const zero = f32x4.splat(0);
  const high = f32x4.splat(gateLimit(activation));
  const bytes = (<usize>(to - from)) << 2;
  const wholeRows = bytes === stride;
  memory.fill(gamma + ((<usize>from) << 2), 0, bytes);
  memory.fill(beta + ((<usize>from) << 2), 0, bytes);
  for (let r = 0; r < rows; r += SUM_ROWS) {
    const begin = <usize>r * stride;
    const end = begin + <usize>min(SUM_ROWS, rows - r) * stride;
    if (wholeRows || stride <= SHORT_ROW) {
      fetch(x + begin, x + end);
      fetch(dy + begin, dy + end);
    }
    let c = from;
    for (; c + 16 <= to; c += 16) {
      const at = (<usize>c) << 2;
      let b0 = zero;
      let b1 = zero;
      let b2 = zero;
      let b3 = zero;
      let g0 = zero;
      let g1 = zero;
      let g2 = zero;
      let g3 = zero;
      const m = mean + at;
      const k = scale + at;
      const l = shift + at;
      let p = <usize>r * stride + at;
      for (let i = min(SUM_ROWS, rows - r); i > 0; i--) {
        const d = dy + p;
        let in_ = v128.load(x + p);
        let z = f32x4.add(f32x4.mul(in_, v128.load(k)), v128.load(l));
        let dz = v128.and(v128.load(d), passes(z, zero, high));
        b0 = f32x4.add(b0, dz);
        g0 = f32x4.add(g0, f32x4.mul(dz, f32x4.sub(in_, v128.load(m))));
        in_ = v128.load(x + p, 16);
        z = f32x4.add(f32x4.mul(in_, v128.load(k, 16)), v128.load(l, 16));
        dz = v128.and(v128.load(d, 16), passes(z, zero, high));
        b1 = f32x4.add(b1, dz);
        g1 = f32x4.add(g1, f32x4.mul(dz, f32x4.sub(in_, v128.load(m, 16))));
        in_ = v128.load(x + p, 32);
        z = f32x4.add(f32x4.mul(in_, v128.load(k, 32)), v128.load(l, 32));
        dz = v128.and(v128.load(d, 32), passes(z, zero, high));
        b2 = f32x4.add(b2, dz);
        g2 = f32x4.add(g2, f32x4.mul(dz, f32x4.sub(in_, v128.load(m, 32))));
        in_ = v128.load(x + p, 48);
        z = f32x4.add(f32x4.mul(in_, v128.load(k, 48)), v128.load(l, 48));
        dz = v128.and(v128.load(d, 48), passes(z, zero, high));
        b3 = f32x4.add(b3, dz);
        g3 = f32x4.add(g3, f32x4.mul(dz, f32x4.sub(in_, v128.load(m, 48))));
        p += stride;
      }
      addTo16(beta + at, b0, b1, b2, b3);
      addTo16(gamma + at, g0, g1, g2, g3);
    }
    if (c < to) {
      const at = (<usize>c) << 2;
      const m0 = v128.load(mean + at);
      const m1 = v128.load(mean + at, 16);
      const k0 = v128.load(scale + at);
      const k1 = v128.load(scale + at, 16);
      const l0 = v128.load(shift + at);
      const l1 = v128.load(shift + at, 16);
      let b0 = zero;
      let b1 = zero;
      let g0 = zero;
      let g1 = zero;
      for (let p = begin + at; p < end; p += stride) {
        const x0 = v128.load(x + p);
        const x1 = v128.load(x + p, 16);
        const dz0 = v128.and(v128.load(dy + p), passes(f32x4.add(f32x4.mul(x0, k0), l0), zero, high));
        const dz1 = v128.and(v128.load(dy + p, 16), passes(f32x4.add(f32x4.mul(x1, k1), l1), zero, high));
        b0 = f32x4.add(b0, dz0);
        b1 = f32x4.add(b1, dz1);
        g0 = f32x4.add(g0, f32x4.mul(dz0, f32x4.sub(x0, m0)));
        g1 = f32x4.add(g1, f32x4.mul(dz1, f32x4.sub(x1, m1)));
      }
      addTo8(beta + at, b0, b1);
      addTo8(gamma + at, g0, g1);
    }
  }
}
