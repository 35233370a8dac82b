// Depthwise convolutions, with the taps inside the image.
import { POSITIONS, storeTaps } from './depthwise-taps';
import { limited, lowerLimit, upperLimit } from './elementwise';
import { fetch } from './fetch';
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
  const lower = lowerLimit(activation);
  const upper = upperLimit(activation);
  const inC = g.inC;
  const outC = g.outC;
  const multiplier = outC / inC;
  const h = g.h;
  const w = g.w;
  const dilationH = g.dilationH;
  const dilationW = g.dilationW;
  const strideW = g.strideW;
  const outW = g.outW;
  const pixel = (<usize>inC) << 2;
  const tap = (<usize>outC) << 2;
  const row = <usize>w * pixel;
  const right = <usize>dilationW * pixel;
  const down = <usize>(dilationH * w) * pixel;
  const step = <usize>strideW * pixel;
  const tapRow = <usize>g.kw * tap;
  let out = y + <usize>(from * g.outH * outW) * tap;
  for (let n = from; n < to; n++) {
    const image = x + <usize>(n * h * w) * pixel;
    let unseen = 0;
    for (let oh = 0; oh < g.outH; oh++) {
      const top = oh * g.strideH - g.padTop;
      const kh0 = firstTap(top, dilationH);
      const tapsH = lastTap(top, dilationH, g.kh, h) - kh0;
      // With a stride the hardware doesn't run ahead.
      const end = strideW > 1 && tapsH > 0 ? top + (kh0 + tapsH - 1) * dilationH + 1 : 0;
      for (; unseen < end; unseen++) fetch(image + <usize>unseen * row, image + <usize>(unseen + 1) * row);
      for (let ow = 0; ow < outW; ow++) {
        const left = ow * strideW - g.padLeft;
        const kw0 = firstTap(left, dilationW);
        const tapsW = lastTap(left, dilationW, g.kw, w) - kw0;
        const start = image + <usize>((top + kh0 * dilationH) * w + left + kw0 * dilationW) * pixel;
        const taps = weight + <usize>kh0 * tapRow + <usize>kw0 * tap;
        if (multiplier !== 1) {
          storeMultiplied(
            start,
            down,
            right,
            taps,
            tapRow,
            tap,
            tapsH,
            tapsW,
            bias,
            lower,
            upper,
            out,
            outC,
            multiplier,
          );
          out += tap;
          continue;
        }
        const last = left + (POSITIONS - 1) * strideW;
        const isRun =
          ow + POSITIONS <= outW &&
          kw0 === firstTap(last, dilationW) &&
          tapsW === lastTap(last, dilationW, g.kw, w) - kw0;
        const positions = isRun ? POSITIONS : 1;
        // biome-ignore format: two lines read better
        storeTaps(positions, start, down, right, step, taps, tapRow, tap, tapsH, tapsW,
          bias, lower, upper, out, tap, outC);
        ow += positions - 1;
        out += <usize>positions * tap;
      }
    }
  }
}

/** One position where `multiplier` outputs read one channel. */
function storeMultiplied(
  start: usize,
  down: usize,
  right: usize,
  taps: usize,
  tapRow: usize,
  tap: usize,
  tapsH: i32,
  tapsW: i32,
  bias: usize,
  lower: f32,
  upper: f32,
  out: usize,
  outC: i32,
  multiplier: i32,
): void {
  const low = f32x4.splat(lower);
  const high = f32x4.splat(upper);
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
