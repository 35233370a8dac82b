// Gradients of depthwise weights, four channels at a time, sample by sample; rows of three taps have their sums in
// registers.
import { loadInput } from './depthwise';
import { load4, store4 } from './lanes';
import { firstTap, lastTap, Window } from './window';

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
  for (let k = 0; k < g.kh * g.kw; k++) {
    memory.fill(dWeight + <usize>k * tap + ((<usize>from) << 2), 0, (<usize>(to - from)) << 2);
  }
  const sampleX = (<usize>(g.h * g.w * g.inC)) << 2;
  const sampleY = <usize>(g.outH * g.outW) * tap;
  // Sample by sample, so that all channels read x and dy from the caches; the sums stay in dWeight between samples.
  const three = g.kw === 3 && g.outC === g.inC;
  const end = three ? to - ((to - from) & 7) : from;
  for (let n = 0; n < samples; n++) {
    const image = x + <usize>n * sampleX;
    const gradient = dy + <usize>n * sampleY;
    if (three) addThreeTaps(image, gradient, dWeight, g, from, end);
    for (let o = end; o < to; o += 4) {
      for (let kh = 0; kh < g.kh; kh++) addTapRow(image, gradient, dWeight, g, kh, o, min(4, to - o));
    }
  }
}

/** The rows of three taps for channels [from, to), a multiple of 8, one sample. Six sums in registers along an output
 * row, then the next channels, so that a row is in the first cache for all of them. */
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
  for (let oh = 0; oh < g.outH; oh++) {
    for (let kh = 0; kh < g.kh; kh++) {
      const ih = oh * g.strideH + kh * g.dilationH - g.padTop;
      if (ih < 0 || ih >= g.h) continue;
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
