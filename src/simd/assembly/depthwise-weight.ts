// Gradients of depthwise weights, sample by sample. A piece of work is a row of taps for eight channels, so that layers
// of few channels have pieces for several threads.
import { loadInput } from './depthwise';
import { fetch } from './fetch';
import { load4, store4 } from './lanes';
import { firstTap, lastTap, Window } from './window';

const CHANNELS: i32 = 8;
/** Pixels of so many bytes are fetched whole, though other threads want some of their channels. */
const SHORT_PIXEL: usize = 256;

/** Piece p of [from, to) is row p % kh of the taps, channels 8 * (p / kh) and the next seven. */
export function depthwiseBackwardWeight(
  x: usize,
  dy: usize,
  dWeight: usize,
  g: Window,
  samples: i32,
  from: i32,
  to: i32,
): void {
  const tap = (<usize>g.outC) << 2;
  for (let p = from; p < to; p++) {
    const o = (p / g.kh) * CHANNELS;
    const bytes = (<usize>min(CHANNELS, g.outC - o)) << 2;
    const row = dWeight + <usize>((p % g.kh) * g.kw) * tap + ((<usize>o) << 2);
    for (let kw = 0; kw < g.kw; kw++) memory.fill(row + <usize>kw * tap, 0, bytes);
  }
  const sampleX = (<usize>(g.h * g.w * g.inC)) << 2;
  const sampleY = <usize>(g.outH * g.outW) * tap;
  // Sample by sample, so that all channels read x and dy from the caches; the sums stay in dWeight between samples.
  const three = g.kw === 3 && g.outC === g.inC;
  for (let n = 0; n < samples; n++) {
    const image = x + <usize>n * sampleX;
    const gradient = dy + <usize>n * sampleY;
    if (three) addThreeTaps(image, gradient, dWeight, g, from, to);
    for (let p = from; p < to; p++) {
      const o = (p / g.kh) * CHANNELS;
      const count = min(CHANNELS, g.outC - o);
      if (three && count === CHANNELS) continue;
      addTapRow(image, gradient, dWeight, g, p % g.kh, o, min(4, count));
      if (count > 4) addTapRow(image, gradient, dWeight, g, p % g.kh, o + 4, count - 4);
    }
  }
}

/** The pieces of [from, to) with three taps and eight channels, one sample. Six sums in registers along an output row,
 * then the next channels, so that a row is in the first cache for all of them. */
function addThreeTaps(image: usize, gradient: usize, dWeight: usize, g: Window, from: i32, to: i32): void {
  const w = g.w;
  const outW = g.outW;
  const strideW = g.strideW;
  const dilation = g.dilationW;
  const pixel = (<usize>g.inC) << 2;
  const right = <usize>dilation * pixel;
  const step = <usize>strideW * pixel;
  const left = -g.padLeft;
  const begin0 = firstTap(left, strideW);
  const begin1 = firstTap(left + dilation, strideW);
  const end0 = lastTap(left, strideW, outW, w);
  const end1 = lastTap(left + dilation, strideW, outW, w);
  const begin2 = firstTap(left + 2 * dilation, strideW);
  const end2 = lastTap(left + 2 * dilation, strideW, outW, w);
  const kernelH = g.kh;
  const end = min(to, (g.outC / CHANNELS) * kernelH);
  const isShort = pixel <= SHORT_PIXEL;
  const rowX = <usize>w * pixel;
  const rowY = <usize>outW * pixel;
  let unseen = 0;
  for (let oh = 0; oh < g.outH; oh++) {
    if (isShort) fetch(gradient + <usize>oh * rowY, gradient + <usize>(oh + 1) * rowY);
    for (let kh = 0; kh < kernelH; kh++) {
      const ih = oh * g.strideH + kh * g.dilationH - g.padTop;
      if (ih < 0 || ih >= g.h) continue;
      const first = from + ((kh - (from % kernelH) + kernelH) % kernelH);
      if (isShort && first < end) {
        for (unseen = max(unseen, ih); unseen <= ih; unseen++) {
          fetch(image + <usize>unseen * rowX, image + <usize>(unseen + 1) * rowX);
        }
      }
      for (let p = first; p < end; p += kernelH) {
        const o = (p / kernelH) * CHANNELS;
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
function addTapRow(image: usize, gradient: usize, dWeight: usize, g: Window, kh: i32, o: i32, count: i32): void {
  const inC = g.inC;
  const outC = g.outC;
  const multiplier = outC / inC;
  const w = g.w;
  const outH = g.outH;
  const outW = g.outW;
  const strideW = g.strideW;
  const pixel = (<usize>inC) << 2;
  const tap = (<usize>outC) << 2;
  for (let kw = 0; kw < g.kw; kw++) {
    const left = kw * g.dilationW - g.padLeft;
    const owBegin = firstTap(left, strideW);
    const owEnd = lastTap(left, strideW, outW, w);
    const into = dWeight + <usize>(kh * g.kw + kw) * tap + ((<usize>o) << 2);
    let sum = load4(into, count);
    for (let oh = 0; oh < outH; oh++) {
      const ih = oh * g.strideH + kh * g.dilationH - g.padTop;
      if (ih < 0 || ih >= g.h) continue;
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
