// Pools over NHWC, four channels at a time, the taps inside the image only.
import { load4, store4 } from './lanes';
import { firstTap, lastTap, Window } from './window';

const MAX_FORWARD: i32 = 0;
const MAX_BACKWARD: i32 = 1;
const AVERAGE_FORWARD: i32 = 2;
const AVERAGE_BACKWARD: i32 = 3;

export function maxPoolForward(x: usize, y: usize, window: Window, from: i32, to: i32): void {
  pool(MAX_FORWARD, x, y, 0, 0, window, from, to);
}

export function maxPoolBackward(x: usize, y: usize, dy: usize, dx: usize, window: Window, from: i32, to: i32): void {
  pool(MAX_BACKWARD, x, y, dy, dx, window, from, to);
}

export function averagePoolForward(x: usize, y: usize, window: Window, from: i32, to: i32): void {
  pool(AVERAGE_FORWARD, x, y, 0, 0, window, from, to);
}

export function averagePoolBackward(dy: usize, dx: usize, window: Window, from: i32, to: i32): void {
  pool(AVERAGE_BACKWARD, 0, 0, dy, dx, window, from, to);
}

function pool(mode: i32, x: usize, y: usize, dy: usize, dx: usize, g: Window, from: i32, to: i32): void {
  const inC = g.inC;
  const h = g.h;
  const w = g.w;
  const outH = g.outH;
  const outW = g.outW;
  const pixel = (<usize>inC) << 2;
  const right = <usize>g.dilationW * pixel;
  const down = <usize>(g.dilationH * w) * pixel;
  const sample = <usize>(h * w) * pixel;
  for (let n = from; n < to; n++) {
    if (dx !== 0) memory.fill(dx + <usize>n * sample, 0, sample);
    for (let oh = 0; oh < outH; oh++) {
      const top = oh * g.strideH - g.padTop;
      const kh0 = firstTap(top, g.dilationH);
      const tapsH = lastTap(top, g.dilationH, g.kh, h) - kh0;
      const ih = top + kh0 * g.dilationH;
      for (let ow = 0; ow < outW; ow++) {
        const left = ow * g.strideW - g.padLeft;
        const kw0 = firstTap(left, g.dilationW);
        const tapsW = lastTap(left, g.dilationW, g.kw, w) - kw0;
        const iw = left + kw0 * g.dilationW;
        const image = <usize>n * sample + <usize>(ih * w + iw) * pixel;
        const out = <usize>((n * outH + oh) * outW + ow) * pixel;
        const whole = pixel & ~15;
        if (mode === MAX_FORWARD) greatestOf(x + image, y + out, whole, tapsH, tapsW, down, right);
        else if (mode === MAX_BACKWARD)
          giveAll(x + image, y + out, dy + out, dx + image, whole, tapsH, tapsW, down, right);
        for (let c: usize = mode <= MAX_BACKWARD ? whole : 0; c < pixel; c += 16) {
          const count = inC - <i32>(c >> 2);
          const at = image + c;
          const to4 = out + c;
          if (mode === MAX_FORWARD) store4(y + to4, greatest(x + at, tapsH, tapsW, down, right, count), count);
          else if (mode === MAX_BACKWARD) {
            const best = load4(y + to4, count);
            giveToWinner(x + at, best, load4(dy + to4, count), dx + at, tapsH, tapsW, down, right, count);
          } else {
            const taps = f32x4.splat(<f32>(tapsH * tapsW));
            if (mode === AVERAGE_FORWARD) {
              store4(y + to4, f32x4.div(total(x + at, tapsH, tapsW, down, right, count), taps), count);
            } else share(f32x4.div(load4(dy + to4, count), taps), dx + at, tapsH, tapsW, down, right, count);
          }
        }
      }
    }
  }
}

/** The greatest of each of `bytes` / 4 channels, whole vectors. */
function greatestOf(x: usize, y: usize, bytes: usize, tapsH: i32, tapsW: i32, down: usize, right: usize): void {
  const end = x + bytes;
  if (tapsH === 2 && tapsW === 2) {
    for (; x < end; x += 16) {
      const upper = f32x4.pmax(f32x4.pmax(f32x4.splat(-Infinity), v128.load(x)), v128.load(x + right));
      v128.store(y, f32x4.pmax(f32x4.pmax(upper, v128.load(x + down)), v128.load(x + down + right)));
      y += 16;
    }
    return;
  }
  for (; x < end; x += 16) {
    let best = f32x4.splat(-Infinity);
    let row = x;
    for (let kh = 0; kh < tapsH; kh++) {
      let p = row;
      for (let kw = 0; kw < tapsW; kw++) {
        best = f32x4.pmax(best, v128.load(p));
        p += right;
      }
      row += down;
    }
    v128.store(y, best);
    y += 16;
  }
}

/** `giveToWinner` for `bytes` / 4 channels, whole vectors. */
function giveAll(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  bytes: usize,
  tapsH: i32,
  tapsW: i32,
  down: usize,
  right: usize,
): void {
  if (tapsH === 2 && tapsW === 2) {
    const p1 = right;
    const p2 = down;
    const p3 = down + right;
    for (const end = x + bytes; x < end; x += 16) {
      const best = v128.load(y);
      let open = v128.load(dy);
      let wins = f32x4.eq(v128.load(x), best);
      v128.store(dx, f32x4.add(v128.load(dx), v128.and(open, wins)));
      open = v128.andnot(open, wins);
      wins = f32x4.eq(v128.load(x + p1), best);
      v128.store(dx + p1, f32x4.add(v128.load(dx + p1), v128.and(open, wins)));
      open = v128.andnot(open, wins);
      wins = f32x4.eq(v128.load(x + p2), best);
      v128.store(dx + p2, f32x4.add(v128.load(dx + p2), v128.and(open, wins)));
      open = v128.andnot(open, wins);
      wins = f32x4.eq(v128.load(x + p3), best);
      v128.store(dx + p3, f32x4.add(v128.load(dx + p3), v128.and(open, wins)));
      y += 16;
      dy += 16;
      dx += 16;
    }
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const greatest = v128.load(y + c);
    let open = v128.load(dy + c);
    let row = c;
    for (let kh = 0; kh < tapsH; kh++) {
      let p = row;
      for (let kw = 0; kw < tapsW; kw++) {
        const wins = f32x4.eq(v128.load(x + p), greatest);
        v128.store(dx + p, f32x4.add(v128.load(dx + p), v128.and(open, wins)));
        open = v128.andnot(open, wins);
        p += right;
      }
      row += down;
    }
  }
}

function greatest(x: usize, tapsH: i32, tapsW: i32, down: usize, right: usize, count: i32): v128 {
  let best = f32x4.splat(-Infinity);
  for (let kh = 0; kh < tapsH; kh++) {
    let p = x;
    for (let kw = 0; kw < tapsW; kw++) {
      best = f32x4.pmax(best, load4(p, count));
      p += right;
    }
    x += down;
  }
  return best;
}

/** Adds dy where x is the first that equals y. */
function giveToWinner(
  x: usize,
  y: v128,
  dy: v128,
  dx: usize,
  tapsH: i32,
  tapsW: i32,
  down: usize,
  right: usize,
  count: i32,
): void {
  let open = i32x4.splat(-1);
  for (let kh = 0; kh < tapsH; kh++) {
    let at: usize = 0;
    for (let kw = 0; kw < tapsW; kw++) {
      const wins = v128.and(f32x4.eq(load4(x + at, count), y), open);
      open = v128.andnot(open, wins);
      store4(dx + at, f32x4.add(load4(dx + at, count), v128.and(dy, wins)), count);
      at += right;
    }
    x += down;
    dx += down;
  }
}

function total(x: usize, tapsH: i32, tapsW: i32, down: usize, right: usize, count: i32): v128 {
  let sum = f32x4.splat(0);
  for (let kh = 0; kh < tapsH; kh++) {
    let p = x;
    for (let kw = 0; kw < tapsW; kw++) {
      sum = f32x4.add(sum, load4(p, count));
      p += right;
    }
    x += down;
  }
  return sum;
}

function share(value: v128, dx: usize, tapsH: i32, tapsW: i32, down: usize, right: usize, count: i32): void {
  for (let kh = 0; kh < tapsH; kh++) {
    let p = dx;
    for (let kw = 0; kw < tapsW; kw++) {
      store4(p, f32x4.add(load4(p, count), value), count);
      p += right;
    }
    dx += down;
  }
}
