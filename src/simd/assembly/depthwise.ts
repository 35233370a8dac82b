// Depthwise convolutions and the gradients of their inputs, four channels at a time with the taps inside the image;
// rows of three taps unrolled.
import { limited, lowerLimit, upperLimit } from './elementwise';
import { load4, loadPartial, store4 } from './lanes';
import { firstTap, lastTap, Window } from './window';

/** Four channels of an input for output channel o: neighbours, or with a multiplier those that o, o + 1, .. read. */
export function loadInput(pixel: usize, o: i32, multiplier: i32, count: i32): v128 {
  if (multiplier === 1) {
    const p = pixel + ((<usize>o) << 2);
    return count >= 4 ? v128.load(p) : loadPartial(p, count);
  }
  let value = f32x4.splat(0);
  value = f32x4.replace_lane(value, 0, load<f32>(pixel + ((<usize>(o / multiplier)) << 2)));
  if (count > 1) value = f32x4.replace_lane(value, 1, load<f32>(pixel + ((<usize>((o + 1) / multiplier)) << 2)));
  if (count > 2) value = f32x4.replace_lane(value, 2, load<f32>(pixel + ((<usize>((o + 2) / multiplier)) << 2)));
  if (count > 3) value = f32x4.replace_lane(value, 3, load<f32>(pixel + ((<usize>((o + 3) / multiplier)) << 2)));
  return value;
}

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

/** Sums over tapsH x tapsW taps of a * b for 16 channels, then bias (0: none) and activation. */
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
  activation: i32,
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
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  v128.store(out, limited(s0, low, high));
  v128.store(out, limited(s1, low, high), 16);
  v128.store(out, limited(s2, low, high), 32);
  v128.store(out, limited(s3, low, high), 48);
}

/** As storeTaps16 for 8 channels. */
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
  activation: i32,
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
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  v128.store(out, limited(s0, low, high));
  v128.store(out, limited(s1, low, high), 16);
}

/** The same for `channels`, as many of them at a time as there are. */
function storeTaps(
  a: usize,
  downA: usize,
  rightA: usize,
  b: usize,
  downB: usize,
  rightB: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  activation: i32,
  out: usize,
  channels: i32,
): void {
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  let c = 0;
  for (; c + 16 <= channels; c += 16) {
    const at = (<usize>c) << 2;
    const biasHere: usize = bias === 0 ? 0 : bias + at;
    storeTaps16(a + at, downA, rightA, b + at, downB, rightB, tapsH, tapsW, biasHere, activation, out + at);
  }
  for (; c + 8 <= channels; c += 8) {
    const at = (<usize>c) << 2;
    const biasHere: usize = bias === 0 ? 0 : bias + at;
    storeTaps8(a + at, downA, rightA, b + at, downB, rightB, tapsH, tapsW, biasHere, activation, out + at);
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

export function depthwiseForward(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  g: Window,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const low = f32x4.splat(lowerLimit(activation));
  const high = f32x4.splat(upperLimit(activation));
  const inC = g.inC;
  const outC = g.outC;
  const multiplier = outC / inC;
  const h = g.h;
  const w = g.w;
  const dilationH = g.dilationH;
  const dilationW = g.dilationW;
  const pixel = (<usize>inC) << 2;
  const tap = (<usize>outC) << 2;
  const right = <usize>dilationW * pixel;
  const down = <usize>(dilationH * w) * pixel;
  const tapRow = <usize>g.kw * tap;
  let out = y + <usize>(from * g.outH * g.outW) * tap;
  for (let n = from; n < to; n++) {
    const image = x + <usize>(n * h * w) * pixel;
    for (let oh = 0; oh < g.outH; oh++) {
      const top = oh * g.strideH - g.padTop;
      const kh0 = firstTap(top, dilationH);
      const tapsH = lastTap(top, dilationH, g.kh, h) - kh0;
      for (let ow = 0; ow < g.outW; ow++) {
        const left = ow * g.strideW - g.padLeft;
        const kw0 = firstTap(left, dilationW);
        const tapsW = lastTap(left, dilationW, g.kw, w) - kw0;
        const start = image + <usize>((top + kh0 * dilationH) * w + left + kw0 * dilationW) * pixel;
        const taps = weight + <usize>kh0 * tapRow + <usize>kw0 * tap;
        if (multiplier === 1) {
          storeTaps(start, down, right, taps, tapRow, tap, tapsH, tapsW, bias, activation, out, outC);
        } else {
          for (let o = 0; o < outC; o += 4) {
            const at = (<usize>o) << 2;
            const count = outC - o;
            let sum = f32x4.splat(0);
            let a = start;
            let b = taps + at;
            for (let kh = 0; kh < tapsH; kh++) {
              for (let kw = 0; kw < tapsW; kw++) {
                const value = loadInput(a + <usize>kw * right, o, multiplier, count);
                sum = f32x4.add(sum, f32x4.mul(value, load4(b + <usize>kw * tap, count)));
              }
              a += down;
              b += tapRow;
            }
            if (bias !== 0) sum = f32x4.add(sum, load4(bias + at, count));
            store4(out + at, limited(sum, low, high), count);
          }
        }
        out += tap;
      }
    }
  }
}

/** The greatest tap below `end` from which a position `reach` (its place plus the padding) gets a gradient, or -1. */
function greatestTap(reach: i32, end: i32, dilation: i32, stride: i32): i32 {
  let tap = end - 1;
  if (stride !== 1) while (tap >= 0 && (reach - tap * dilation) % stride !== 0) tap--;
  return tap;
}

/** How many taps from `greatest` on, `step` between them, have outputs; those of the next ones are `move`
 * further on. */
function countTaps(greatest: i32, step: i32, output: i32, move: i32, outputs: i32): i32 {
  if (greatest < 0 || output >= outputs) return 0;
  return (
    min(step === 1 ? greatest : greatest / step, move === 1 ? outputs - 1 - output : (outputs - 1 - output) / move) + 1
  );
}

/** Taps so far apart have gradients for the same position. */
function tapStep(stride: i32, dilation: i32): i32 {
  let step = 1;
  while ((step * dilation) % stride !== 0) step++;
  return step;
}

export function depthwiseBackwardInput(dy: usize, weight: usize, dx: usize, g: Window, from: i32, to: i32): void {
  if (g.outC !== g.inC) {
    multipliedBackwardInput(dy, weight, dx, g, from, to);
    return;
  }
  const inC = g.inC;
  const h = g.h;
  const w = g.w;
  const outH = g.outH;
  const outW = g.outW;
  const dilationH = g.dilationH;
  const dilationW = g.dilationW;
  const strideH = g.strideH;
  const strideW = g.strideW;
  const pixel = (<usize>inC) << 2;
  const tapRow = <usize>g.kw * pixel;
  const stepH = tapStep(strideH, dilationH);
  const stepW = tapStep(strideW, dilationW);
  const moveH = (stepH * dilationH) / strideH;
  const moveW = (stepW * dilationW) / strideW;
  const down = <usize>(moveH * outW) * pixel;
  const right = <usize>moveW * pixel;
  const downTaps = -(<usize>stepH * tapRow);
  const rightTaps = -(<usize>stepW * pixel);
  let into = dx + <usize>(from * h * w) * pixel;
  for (let n = from; n < to; n++) {
    const image = dy + <usize>(n * outH * outW) * pixel;
    for (let ih = 0; ih < h; ih++) {
      // Tap kh reads output row (reach - kh * dilation) / stride: the greatest tap reads the first output.
      const reachH = ih + g.padTop;
      const kh = greatestTap(reachH, min(g.kh, reachH / dilationH + 1), dilationH, strideH);
      const oh = (reachH - kh * dilationH) / strideH;
      const tapsH = countTaps(kh, stepH, oh, moveH, outH);
      for (let iw = 0; iw < w; iw++) {
        const reachW = iw + g.padLeft;
        const kw = greatestTap(
          reachW,
          dilationW === 1 ? min(g.kw, reachW + 1) : min(g.kw, reachW / dilationW + 1),
          dilationW,
          strideW,
        );
        const ow = strideW === 1 ? reachW - kw * dilationW : (reachW - kw * dilationW) / strideW;
        const tapsW = countTaps(kw, stepW, ow, moveW, outW);
        const start = image + <usize>(oh * outW + ow) * pixel;
        const taps = weight + <usize>kh * tapRow + <usize>kw * pixel;
        // biome-ignore format: one line reads better
        storeTaps(start, down, right, taps, downTaps, rightTaps, tapsW > 0 ? tapsH : 0, tapsW, 0, 0, into, inC);
        into += pixel;
      }
    }
  }
}

/** As depthwiseBackwardInput where several outputs read one channel. */
function multipliedBackwardInput(dy: usize, weight: usize, dx: usize, g: Window, from: i32, to: i32): void {
  const rowX = (<usize>g.inC) << 2;
  let into = dx + <usize>(from * g.h * g.w) * rowX;
  for (let n = from; n < to; n++) {
    const image = dy + ((<usize>(n * g.outH * g.outW * g.outC)) << 2);
    for (let ih = 0; ih < g.h; ih++) {
      const reachH = ih + g.padTop;
      const khEnd = min(g.kh, reachH / g.dilationH + 1);
      for (let iw = 0; iw < g.w; iw++) {
        const reachW = iw + g.padLeft;
        sparseInput(image, weight, into, g, reachH, reachW, khEnd, min(g.kw, reachW / g.dilationW + 1));
        into += rowX;
      }
    }
  }
}

/** One pixel of dx where several outputs read one channel. */
function sparseInput(
  image: usize,
  weight: usize,
  into: usize,
  g: Window,
  reachH: i32,
  reachW: i32,
  khEnd: i32,
  kwEnd: i32,
): void {
  const inC = g.inC;
  const outC = g.outC;
  const multiplier = outC / inC;
  for (let c = 0; c < inC; c++) {
    let sum = f32x4.splat(0);
    for (let kh = khEnd - 1; kh >= 0; kh--) {
      const top = reachH - kh * g.dilationH;
      if (top % g.strideH !== 0 || top / g.strideH >= g.outH) continue;
      for (let kw = kwEnd - 1; kw >= 0; kw--) {
        const left = reachW - kw * g.dilationW;
        if (left % g.strideW !== 0 || left / g.strideW >= g.outW) continue;
        const position = (top / g.strideH) * g.outW + left / g.strideW;
        const a = image + ((<usize>(position * outC + c * multiplier)) << 2);
        const b = weight + ((<usize>((kh * g.kw + kw) * outC + c * multiplier)) << 2);
        for (let m = 0; m < multiplier; m++) {
          const at = (<usize>m) << 2;
          sum = f32x4.add(sum, f32x4.mul(v128.load32_zero(a + at), v128.load32_zero(b + at)));
        }
      }
    }
    store<f32>(into + ((<usize>c) << 2), f32x4.extract_lane(sum, 0));
  }
}
