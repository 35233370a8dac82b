// Depthwise convolutions, four channels at a time with the taps inside the image; rows of three taps unrolled.
import { activateVector, loadPartial, storePartial } from './elementwise';
import {
  dilationHeightOf,
  dilationWidthOf,
  firstTap,
  heightOf,
  inChannelsOf,
  kernelHeightOf,
  kernelWidthOf,
  lastTap,
  outChannelsOf,
  outHeightOf,
  outWidthOf,
  padLeftOf,
  padTopOf,
  strideHeightOf,
  strideWidthOf,
  widthOf,
} from './window';

/** Four channels of an input for output channel o: neighbours, or with a multiplier those that o, o + 1, .. read. */
function loadInput(pixel: usize, o: i32, multiplier: i32, count: i32): v128 {
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

function load4(address: usize, count: i32): v128 {
  return count >= 4 ? v128.load(address) : loadPartial(address, count);
}

function store4(address: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(address, value);
  else storePartial(address, value, count);
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
  v128.store(out, activateVector(s0, activation));
  v128.store(out, activateVector(s1, activation), 16);
  v128.store(out, activateVector(s2, activation), 32);
  v128.store(out, activateVector(s3, activation), 48);
}

export function depthwiseForward(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  window: usize,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const g = window;
  const inC = inChannelsOf(g);
  const outC = outChannelsOf(g);
  const multiplier = outC / inC;
  const h = heightOf(g);
  const w = widthOf(g);
  const dilationH = dilationHeightOf(g);
  const dilationW = dilationWidthOf(g);
  const pixel = (<usize>inC) << 2;
  const tap = (<usize>outC) << 2;
  const right = <usize>dilationW * pixel;
  const down = <usize>(dilationH * w) * pixel;
  const tapRow = <usize>kernelWidthOf(g) * tap;
  let out = y + <usize>(from * outHeightOf(g) * outWidthOf(g)) * tap;
  for (let n = from; n < to; n++) {
    const image = x + <usize>(n * h * w) * pixel;
    for (let oh = 0; oh < outHeightOf(g); oh++) {
      const top = oh * strideHeightOf(g) - padTopOf(g);
      const kh0 = firstTap(top, dilationH);
      const tapsH = lastTap(top, dilationH, kernelHeightOf(g), h) - kh0;
      for (let ow = 0; ow < outWidthOf(g); ow++) {
        const left = ow * strideWidthOf(g) - padLeftOf(g);
        const kw0 = firstTap(left, dilationW);
        const tapsW = lastTap(left, dilationW, kernelWidthOf(g), w) - kw0;
        const start = image + <usize>((top + kh0 * dilationH) * w + left + kw0 * dilationW) * pixel;
        const taps = weight + <usize>kh0 * tapRow + <usize>kw0 * tap;
        let o = 0;
        for (; multiplier === 1 && o + 16 <= outC; o += 16) {
          const at = (<usize>o) << 2;
          const biasHere: usize = bias === 0 ? 0 : bias + at;
          // biome-ignore format: one line reads better
          storeTaps16(start + at, down, right, taps + at, tapRow, tap, tapsH, tapsW, biasHere, activation, out + at);
        }
        for (; o < outC; o += 4) {
          const at = (<usize>o) << 2;
          const count = outC - o;
          let sum = f32x4.splat(0);
          let a = start;
          let b = taps + at;
          if (multiplier === 1 && count >= 4) {
            a += at;
            for (let kh = 0; kh < tapsH; kh++) {
              sum = addRow(sum, a, right, b, tap, tapsW);
              a += down;
              b += tapRow;
            }
          } else {
            for (let kh = 0; kh < tapsH; kh++) {
              for (let kw = 0; kw < tapsW; kw++) {
                const value = loadInput(a + <usize>kw * right, o, multiplier, count);
                sum = f32x4.add(sum, f32x4.mul(value, load4(b + <usize>kw * tap, count)));
              }
              a += down;
              b += tapRow;
            }
          }
          if (bias !== 0) sum = f32x4.add(sum, load4(bias + at, count));
          store4(out + at, activateVector(sum, activation), count);
        }
        out += tap;
      }
    }
  }
}

export function depthwiseBackwardInput(dy: usize, weight: usize, dx: usize, window: usize, from: i32, to: i32): void {
  const g = window;
  const inC = inChannelsOf(g);
  const outC = outChannelsOf(g);
  const h = heightOf(g);
  const w = widthOf(g);
  const outH = outHeightOf(g);
  const outW = outWidthOf(g);
  const pixel = (<usize>outC) << 2;
  const tapRow = <usize>kernelWidthOf(g) * pixel;
  let into = dx + ((<usize>(from * h * w * inC)) << 2);
  const dense = strideHeightOf(g) * strideWidthOf(g) === 1 && outC === inC;
  for (let n = from; n < to; n++) {
    const image = dy + <usize>(n * outH * outW) * pixel;
    for (let ih = 0; ih < h; ih++) {
      // Tap kh reads output row (start - kh * dilation): the first valid taps are those with the last outputs.
      const reachH = ih + padTopOf(g);
      const khEnd = min(kernelHeightOf(g), reachH / dilationHeightOf(g) + 1);
      for (let iw = 0; iw < w; iw++) {
        const reachW = iw + padLeftOf(g);
        const kwEnd = min(kernelWidthOf(g), reachW / dilationWidthOf(g) + 1);
        if (dense) {
          const khBegin = reachH < outH ? 0 : (reachH - outH + dilationHeightOf(g)) / dilationHeightOf(g);
          const kwBegin = reachW < outW ? 0 : (reachW - outW + dilationWidthOf(g)) / dilationWidthOf(g);
          const oh = reachH - (khEnd - 1) * dilationHeightOf(g);
          const ow = reachW - (kwEnd - 1) * dilationWidthOf(g);
          const start = image + <usize>(oh * outW + ow) * pixel;
          const taps = weight + <usize>(khEnd - 1) * tapRow + <usize>(kwEnd - 1) * pixel;
          const right = <usize>dilationWidthOf(g) * pixel;
          const down = <usize>(dilationHeightOf(g) * outW) * pixel;
          let c = 0;
          for (; c + 16 <= inC; c += 16) {
            const at = (<usize>c) << 2;
            const tapsH = khEnd - khBegin;
            const tapsW = kwEnd - kwBegin;
            // biome-ignore format: one line reads better
            storeTaps16(start + at, down, right, taps + at, -tapRow, -pixel, tapsH, tapsW, 0, 0, into + at);
          }
          for (; c < inC; c += 4) {
            const at = (<usize>c) << 2;
            const count = inC - c;
            let sum = f32x4.splat(0);
            let a = start + at;
            let b = taps + at;
            for (let kh = khEnd - khBegin; kh > 0; kh--) {
              if (count >= 4) sum = addRow(sum, a, right, b, -pixel, kwEnd - kwBegin);
              else {
                for (let kw = 0; kw < kwEnd - kwBegin; kw++) {
                  const value = loadPartial(a + <usize>kw * right, count);
                  sum = f32x4.add(sum, f32x4.mul(value, loadPartial(b - <usize>kw * pixel, count)));
                }
              }
              a += down;
              b -= tapRow;
            }
            store4(into + at, sum, count);
          }
        } else sparseInput(image, weight, into, g, reachH, reachW, khEnd, kwEnd);
        into += (<usize>inC) << 2;
      }
    }
  }
}

/** One pixel of dx where strides leave out taps, or several outputs read one channel. */
function sparseInput(
  image: usize,
  weight: usize,
  into: usize,
  g: usize,
  reachH: i32,
  reachW: i32,
  khEnd: i32,
  kwEnd: i32,
): void {
  const inC = inChannelsOf(g);
  const outC = outChannelsOf(g);
  const multiplier = outC / inC;
  const vectors = multiplier === 1 ? inC & ~3 : 0;
  for (let c = 0; c < inC; c++) {
    let sum = f32x4.splat(0);
    for (let kh = khEnd - 1; kh >= 0; kh--) {
      const top = reachH - kh * dilationHeightOf(g);
      if (top % strideHeightOf(g) !== 0 || top / strideHeightOf(g) >= outHeightOf(g)) continue;
      for (let kw = kwEnd - 1; kw >= 0; kw--) {
        const left = reachW - kw * dilationWidthOf(g);
        if (left % strideWidthOf(g) !== 0 || left / strideWidthOf(g) >= outWidthOf(g)) continue;
        const position = (top / strideHeightOf(g)) * outWidthOf(g) + left / strideWidthOf(g);
        const a = image + ((<usize>(position * outC + c * multiplier)) << 2);
        const b = weight + ((<usize>((kh * kernelWidthOf(g) + kw) * outC + c * multiplier)) << 2);
        if (c < vectors) sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
        else {
          for (let m = 0; m < multiplier; m++) {
            const at = (<usize>m) << 2;
            sum = f32x4.add(sum, f32x4.mul(v128.load32_zero(a + at), v128.load32_zero(b + at)));
          }
        }
      }
    }
    if (c < vectors) {
      v128.store(into + ((<usize>c) << 2), sum);
      c += 3;
    } else store<f32>(into + ((<usize>c) << 2), f32x4.extract_lane(sum, 0));
  }
}

export function depthwiseBackwardWeight(
  x: usize,
  dy: usize,
  dWeight: usize,
  window: usize,
  samples: i32,
  from: i32,
  to: i32,
): void {
  const g = window;
  const tap = (<usize>outChannelsOf(g)) << 2;
  for (let k = 0; k < kernelHeightOf(g) * kernelWidthOf(g); k++) {
    memory.fill(dWeight + <usize>k * tap + ((<usize>from) << 2), 0, (<usize>(to - from)) << 2);
  }
  const sampleX = (<usize>(heightOf(g) * widthOf(g) * inChannelsOf(g))) << 2;
  const sampleY = <usize>(outHeightOf(g) * outWidthOf(g)) * tap;
  // Sample by sample, so that x and dy are read from the caches by all channels; the sums stay in dWeight between samples.
  const three = kernelWidthOf(g) === 3 && outChannelsOf(g) === inChannelsOf(g);
  const end = three ? to - ((to - from) & 7) : from;
  for (let n = 0; n < samples; n++) {
    const image = x + <usize>n * sampleX;
    const gradient = dy + <usize>n * sampleY;
    if (three) addThreeTaps(image, gradient, dWeight, g, from, end);
    for (let o = end; o < to; o += 4) {
      for (let kh = 0; kh < kernelHeightOf(g); kh++) addTapRow(image, gradient, dWeight, g, kh, o, min(4, to - o));
    }
  }
}

/** The rows of three taps for channels [from, to), a multiple of 8, one sample: six sums in registers along an output row, then the next
 * channels, so that a row is in the first cache for all of them. */
function addThreeTaps(image: usize, gradient: usize, dWeight: usize, g: usize, from: i32, to: i32): void {
  const w = widthOf(g);
  const outW = outWidthOf(g);
  const strideW = strideWidthOf(g);
  const dilation = dilationWidthOf(g);
  const pixel = (<usize>inChannelsOf(g)) << 2;
  const right = <usize>dilation * pixel;
  const step = <usize>strideW * pixel;
  const left = -padLeftOf(g);
  const begin0 = firstTap(left, strideW);
  const begin1 = firstTap(left + dilation, strideW);
  const end0 = lastTap(left, strideW, outW, w);
  const end1 = lastTap(left + dilation, strideW, outW, w);
  const begin2 = firstTap(left + 2 * dilation, strideW);
  const end2 = lastTap(left + 2 * dilation, strideW, outW, w);
  for (let oh = 0; oh < outHeightOf(g); oh++) {
    for (let kh = 0; kh < kernelHeightOf(g); kh++) {
      const ih = oh * strideHeightOf(g) + kh * dilationHeightOf(g) - padTopOf(g);
      if (ih < 0 || ih >= heightOf(g)) continue;
      for (let o = from; o < to; o += 8) {
        const at = (<usize>o) << 2;
        const into = dWeight + <usize>(kh * 3) * pixel + at;
        let a = image + <usize>(ih * w + left) * pixel + at;
        let b = gradient + <usize>(oh * outW) * pixel + at;
        let s00 = v128.load(into);
        let s01 = v128.load(into, 16);
        let s10 = v128.load(into + pixel);
        let s11 = v128.load(into + pixel, 16);
        let s20 = v128.load(into + 2 * pixel);
        let s21 = v128.load(into + 2 * pixel, 16);
        for (let ow = 0; ow < outW; ow++) {
          const b0 = v128.load(b);
          const b1 = v128.load(b, 16);
          if (ow >= begin0 && ow < end2) {
            // Here tap 0 is inside already and tap 2 still.
            s00 = f32x4.add(s00, f32x4.mul(v128.load(a), b0));
            s01 = f32x4.add(s01, f32x4.mul(v128.load(a, 16), b1));
            s10 = f32x4.add(s10, f32x4.mul(v128.load(a + right), b0));
            s11 = f32x4.add(s11, f32x4.mul(v128.load(a + right, 16), b1));
            s20 = f32x4.add(s20, f32x4.mul(v128.load(a + 2 * right), b0));
            s21 = f32x4.add(s21, f32x4.mul(v128.load(a + 2 * right, 16), b1));
          } else {
            if (ow >= begin0 && ow < end0) {
              s00 = f32x4.add(s00, f32x4.mul(v128.load(a), b0));
              s01 = f32x4.add(s01, f32x4.mul(v128.load(a, 16), b1));
            }
            if (ow >= begin1 && ow < end1) {
              s10 = f32x4.add(s10, f32x4.mul(v128.load(a + right), b0));
              s11 = f32x4.add(s11, f32x4.mul(v128.load(a + right, 16), b1));
            }
            if (ow >= begin2 && ow < end2) {
              s20 = f32x4.add(s20, f32x4.mul(v128.load(a + 2 * right), b0));
              s21 = f32x4.add(s21, f32x4.mul(v128.load(a + 2 * right, 16), b1));
            }
          }
          a += step;
          b += pixel;
        }
        v128.store(into, s00);
        v128.store(into, s01, 16);
        v128.store(into + pixel, s10);
        v128.store(into + pixel, s11, 16);
        v128.store(into + 2 * pixel, s20);
        v128.store(into + 2 * pixel, s21, 16);
      }
    }
  }
}

/** The row kh of taps for channels o.., one sample. */
function addTapRow(image: usize, gradient: usize, dWeight: usize, g: usize, kh: i32, o: i32, count: i32): void {
  const inC = inChannelsOf(g);
  const outC = outChannelsOf(g);
  const multiplier = outC / inC;
  const w = widthOf(g);
  const outH = outHeightOf(g);
  const outW = outWidthOf(g);
  const strideW = strideWidthOf(g);
  const pixel = (<usize>inC) << 2;
  const tap = (<usize>outC) << 2;
  for (let kw = 0; kw < kernelWidthOf(g); kw++) {
    const left = kw * dilationWidthOf(g) - padLeftOf(g);
    const owBegin = firstTap(left, strideW);
    const owEnd = lastTap(left, strideW, outW, w);
    const into = dWeight + <usize>(kh * kernelWidthOf(g) + kw) * tap + ((<usize>o) << 2);
    let sum = load4(into, count);
    for (let oh = 0; oh < outH; oh++) {
      const ih = oh * strideHeightOf(g) + kh * dilationHeightOf(g) - padTopOf(g);
      if (ih < 0 || ih >= heightOf(g)) continue;
      let a = image + <usize>(ih * w + left + owBegin * strideW) * pixel;
      let b = gradient + <usize>(oh * outW + owBegin) * tap + ((<usize>o) << 2);
      const step = <usize>strideW * pixel;
      if (multiplier === 1 && count >= 4) {
        a += (<usize>o) << 2;
        for (let ow = owBegin; ow < owEnd; ow++) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
          a += step;
          b += tap;
        }
      } else {
        for (let ow = owBegin; ow < owEnd; ow++) {
          sum = f32x4.add(sum, f32x4.mul(loadInput(a, o, multiplier, count), load4(b, count)));
          a += step;
          b += tap;
        }
      }
    }
    store4(into, sum, count);
  }
}
