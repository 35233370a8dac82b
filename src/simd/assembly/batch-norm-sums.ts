// Batch normalisation's sums over blocks of rows, and what is made of them. Channels come in blocks that share cache
// lines; the rows of one sum, which lie one after the other, come for all channels before the next ones.
import { deviation } from './batch-norm';
import { gateLimit, passes, passMask } from './elementwise';
import { fetch } from './fetch';
import { load4, store4 } from './lanes';
import { SUM_ROWS } from './sums';

export function batchNormSums(x: usize, mean: usize, sums: usize, rows: i32, channels: i32, from: i32, to: i32): void {
  const stride = (<usize>channels) << 2;
  for (let block = from; block < to; block++) {
    const r = block * SUM_ROWS;
    const begin = x + <usize>r * stride;
    const end = begin + <usize>min(SUM_ROWS, rows - r) * stride;
    const into = sums + <usize>block * stride;
    fetch(begin, end);
    let c = 0;
    for (; c + 16 <= channels; c += 16) {
      const at = (<usize>c) << 2;
      if (mean === 0) sumRows16(begin + at, end, stride, into + at);
      else sumSquares16(begin + at, end, stride, mean + at, into + at);
    }
    if (c + 8 <= channels) {
      const at = (<usize>c) << 2;
      if (mean === 0) sumRows8(begin + at, end, stride, into + at);
      else sumSquares8(begin + at, end, stride, mean + at, into + at);
      c += 8;
    }
    for (; c < channels; c += 4) {
      const at = (<usize>c) << 2;
      const count = channels - c;
      const m = mean === 0 ? f32x4.splat(0) : load4(mean + at, count);
      let sum = f32x4.splat(0);
      for (let p = begin + at; p < end; p += stride) {
        const d = f32x4.sub(load4(p, count), m);
        sum = f32x4.add(sum, mean === 0 ? d : f32x4.mul(d, d));
      }
      store4(into + at, sum, count);
    }
  }
}

/** The sums of all blocks, in order, for channels [from, to). */
function sumOfSums(sums: usize, out: usize, rows: i32, channels: i32, from: i32, to: i32): void {
  const stride = (<usize>channels) << 2;
  const end = sums + <usize>((rows + SUM_ROWS - 1) / SUM_ROWS) * stride;
  let c = from;
  for (; c + 16 <= to; c += 16) {
    const at = (<usize>c) << 2;
    sumRows16(sums + at, end, stride, out + at);
  }
  for (; c < to; c += 4) {
    const at = (<usize>c) << 2;
    let sum = f32x4.splat(0);
    for (let p = sums + at; p < end; p += stride) sum = f32x4.add(sum, load4(p, to - c));
    store4(out + at, sum, to - c);
  }
}

export function meanOfSums(sums: usize, mean: usize, rows: i32, channels: i32, from: i32, to: i32): void {
  const divisor = f32x4.splat(<f32>rows);
  sumOfSums(sums, mean, rows, channels, from, to);
  for (let c = from; c < to; c += 4) {
    const at = mean + ((<usize>c) << 2);
    store4(at, f32x4.div(load4(at, to - c), divisor), to - c);
  }
}

function sumRows16(p: usize, end: usize, stride: usize, into: usize): void {
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
  store16(into, s0, s1, s2, s3);
}

function sumSquares16(p: usize, end: usize, stride: usize, mean: usize, into: usize): void {
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
  store16(into, s0, s1, s2, s3);
}

function store16(into: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(into, s0);
  v128.store(into, s1, 16);
  v128.store(into, s2, 32);
  v128.store(into, s3, 48);
}

function sumRows8(p: usize, end: usize, stride: usize, into: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (; p < end; p += stride) {
    s0 = f32x4.add(s0, v128.load(p));
    s1 = f32x4.add(s1, v128.load(p, 16));
  }
  store8(into, s0, s1);
}

function sumSquares8(p: usize, end: usize, stride: usize, mean: usize, into: usize): void {
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
  store8(into, s0, s1);
}

function store8(into: usize, s0: v128, s1: v128): void {
  v128.store(into, s0);
  v128.store(into, s1, 16);
}

export function batchNormBackwardSums(
  x: usize,
  scale: usize,
  shift: usize,
  dy: usize,
  mean: usize,
  gammaSums: usize,
  betaSums: usize,
  rows: i32,
  channels: i32,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const stride = (<usize>channels) << 2;
  for (let block = from; block < to; block++) {
    const r = block * SUM_ROWS;
    const begin = <usize>r * stride;
    const count = min(SUM_ROWS, rows - r);
    const end = begin + <usize>count * stride;
    const into = <usize>block * stride;
    const xs = x + begin;
    const dys = dy + begin;
    const gammas = gammaSums + into;
    const betas = betaSums + into;
    fetch(xs, x + end);
    fetch(dys, dy + end);
    let c = 0;
    if (activation !== 0) {
      for (; c + 16 <= channels; c += 16) {
        gatedSums16((<usize>c) << 2, xs, dys, count, stride, scale, shift, mean, activation, gammas, betas);
      }
      if (c + 8 <= channels) {
        gatedSums8((<usize>c) << 2, xs, dys, count, stride, scale, shift, mean, activation, gammas, betas);
        c += 8;
      }
    } else {
      for (; c + 8 <= channels; c += 8) plainSums8((<usize>c) << 2, xs, dys, count, stride, mean, gammas, betas);
    }
    for (; c < channels; c += 4) {
      const at = (<usize>c) << 2;
      const n = channels - c;
      const m = load4(mean + at, n);
      const k = load4(scale + at, n);
      const l = load4(shift + at, n);
      let b = f32x4.splat(0);
      let g = b;
      for (let p = begin + at; p < end; p += stride) {
        const in_ = load4(x + p, n);
        const dz = v128.and(load4(dy + p, n), passMask(f32x4.add(f32x4.mul(in_, k), l), activation));
        b = f32x4.add(b, dz);
        g = f32x4.add(g, f32x4.mul(dz, f32x4.sub(in_, m)));
      }
      store4(gammas + at, g, n);
      store4(betas + at, b, n);
    }
  }
}

export function batchNormParameterGradients(
  gammaSums: usize,
  betaSums: usize,
  variance: usize,
  epsilon: f64,
  dGamma: usize,
  dBeta: usize,
  rows: i32,
  channels: i32,
  from: i32,
  to: i32,
): void {
  sumOfSums(betaSums, dBeta, rows, channels, from, to);
  sumOfSums(gammaSums, dGamma, rows, channels, from, to);
  for (let c = from; c < to; c += 4) {
    const at = (<usize>c) << 2;
    const d = deviation(load4(variance + at, to - c), <f32>epsilon);
    store4(dGamma + at, f32x4.div(load4(dGamma + at, to - c), d), to - c);
  }
}

/** The sums of dz and of dz * (x - mean) behind relu or relu6 of 16 channels, `at` bytes behind the first, over
 * `rows` rows. */
function gatedSums16(
  at: usize,
  x: usize,
  dy: usize,
  rows: i32,
  stride: usize,
  scale: usize,
  shift: usize,
  mean: usize,
  activation: i32,
  gamma: usize,
  beta: usize,
): void {
  x += at;
  dy += at;
  scale += at;
  shift += at;
  mean += at;
  const zero = f32x4.splat(0);
  const high = f32x4.splat(gateLimit(activation));
  let b0 = zero;
  let b1 = zero;
  let b2 = zero;
  let b3 = zero;
  let g0 = zero;
  let g1 = zero;
  let g2 = zero;
  let g3 = zero;
  for (; rows > 0; rows--) {
    let in_ = v128.load(x);
    let z = f32x4.add(f32x4.mul(in_, v128.load(scale)), v128.load(shift));
    let dz = v128.and(v128.load(dy), passes(z, zero, high));
    b0 = f32x4.add(b0, dz);
    g0 = f32x4.add(g0, f32x4.mul(dz, f32x4.sub(in_, v128.load(mean))));
    in_ = v128.load(x, 16);
    z = f32x4.add(f32x4.mul(in_, v128.load(scale, 16)), v128.load(shift, 16));
    dz = v128.and(v128.load(dy, 16), passes(z, zero, high));
    b1 = f32x4.add(b1, dz);
    g1 = f32x4.add(g1, f32x4.mul(dz, f32x4.sub(in_, v128.load(mean, 16))));
    in_ = v128.load(x, 32);
    z = f32x4.add(f32x4.mul(in_, v128.load(scale, 32)), v128.load(shift, 32));
    dz = v128.and(v128.load(dy, 32), passes(z, zero, high));
    b2 = f32x4.add(b2, dz);
    g2 = f32x4.add(g2, f32x4.mul(dz, f32x4.sub(in_, v128.load(mean, 32))));
    in_ = v128.load(x, 48);
    z = f32x4.add(f32x4.mul(in_, v128.load(scale, 48)), v128.load(shift, 48));
    dz = v128.and(v128.load(dy, 48), passes(z, zero, high));
    b3 = f32x4.add(b3, dz);
    g3 = f32x4.add(g3, f32x4.mul(dz, f32x4.sub(in_, v128.load(mean, 48))));
    x += stride;
    dy += stride;
  }
  store16(beta + at, b0, b1, b2, b3);
  store16(gamma + at, g0, g1, g2, g3);
}

/** The same of 8 channels. */
function gatedSums8(
  at: usize,
  x: usize,
  dy: usize,
  rows: i32,
  stride: usize,
  scale: usize,
  shift: usize,
  mean: usize,
  activation: i32,
  gamma: usize,
  beta: usize,
): void {
  const m0 = v128.load(mean + at);
  const m1 = v128.load(mean + at, 16);
  const k0 = v128.load(scale + at);
  const k1 = v128.load(scale + at, 16);
  const l0 = v128.load(shift + at);
  const l1 = v128.load(shift + at, 16);
  const zero = f32x4.splat(0);
  const high = f32x4.splat(gateLimit(activation));
  x += at;
  dy += at;
  let b0 = zero;
  let b1 = zero;
  let g0 = zero;
  let g1 = zero;
  for (; rows > 0; rows--) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const dz0 = v128.and(v128.load(dy), passes(f32x4.add(f32x4.mul(x0, k0), l0), zero, high));
    const dz1 = v128.and(v128.load(dy, 16), passes(f32x4.add(f32x4.mul(x1, k1), l1), zero, high));
    b0 = f32x4.add(b0, dz0);
    b1 = f32x4.add(b1, dz1);
    g0 = f32x4.add(g0, f32x4.mul(dz0, f32x4.sub(x0, m0)));
    g1 = f32x4.add(g1, f32x4.mul(dz1, f32x4.sub(x1, m1)));
    x += stride;
    dy += stride;
  }
  store8(beta + at, b0, b1);
  store8(gamma + at, g0, g1);
}

/** The same where there is no activation. */
function plainSums8(
  at: usize,
  x: usize,
  dy: usize,
  rows: i32,
  stride: usize,
  mean: usize,
  gamma: usize,
  beta: usize,
): void {
  x += at;
  dy += at;
  mean += at;
  const m0 = v128.load(mean);
  const m1 = v128.load(mean, 16);
  let b0 = f32x4.splat(0);
  let b1 = b0;
  let g0 = b0;
  let g1 = b0;
  for (; rows > 0; rows--) {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    b0 = f32x4.add(b0, d0);
    b1 = f32x4.add(b1, d1);
    g0 = f32x4.add(g0, f32x4.mul(d0, f32x4.sub(v128.load(x), m0)));
    g1 = f32x4.add(g1, f32x4.mul(d1, f32x4.sub(v128.load(x, 16), m1)));
    x += stride;
    dy += stride;
  }
  store8(beta + at, b0, b1);
  store8(gamma + at, g0, g1);
}
