// Gradients of the inputs of depthwise convolutions.
import { POSITIONS, storeTaps } from './depthwise-taps';
import { Window } from './window';

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
  const step = <usize>strideW * pixel;
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
      // Positions `strideW` apart are reached by the same taps, but for the edges.
      for (let phase = 0; phase < strideW; phase++) {
        for (let iw = phase; iw < w; iw += strideW) {
          const reachW = iw + g.padLeft;
          const kw = greatestTap(reachW, widthEnd(reachW, g), dilationW, strideW);
          const ow = strideW === 1 ? reachW - kw * dilationW : (reachW - kw * dilationW) / strideW;
          const tapsW = countTaps(kw, stepW, ow, moveW, outW);
          const start = image + <usize>(oh * outW + ow) * pixel;
          const taps = weight + <usize>kh * tapRow + <usize>kw * pixel;
          const out = into + <usize>iw * pixel;
          const rows = tapsW > 0 ? tapsH : 0;
          const last = reachW + (POSITIONS - 1) * strideW;
          const isRun =
            iw + (POSITIONS - 1) * strideW < w &&
            kw === greatestTap(last, widthEnd(last, g), dilationW, strideW) &&
            tapsW === countTaps(kw, stepW, ow + POSITIONS - 1, moveW, outW);
          const positions = isRun ? POSITIONS : 1;
          // biome-ignore format: two lines read better
          storeTaps(positions, start, down, right, pixel, taps, downTaps, rightTaps, rows, tapsW,
            0, -Infinity, Infinity, out, step, inC);
          iw += (positions - 1) * strideW;
        }
      }
      into += <usize>w * pixel;
    }
  }
}

/** The end of the taps along the width that a position `reach` may have. */
function widthEnd(reach: i32, g: Window): i32 {
  return min(g.kw, (g.dilationW === 1 ? reach : reach / g.dilationW) + 1);
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
