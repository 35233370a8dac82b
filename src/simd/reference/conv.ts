// Convolutions over NHWC and their gradients. Taps outside the image are left out, which gives the bits of adding their
// zeros.
import type { FloatKernels } from '../float-kernels.ts';
import { readWindow, type Window } from '../window.ts';
import { activate, f32 } from './float32.ts';

type Forward = Pick<FloatKernels, 'convWorkspaceBytes' | 'convForward'>;
type Backward = Pick<FloatKernels, 'convBackwardInput' | 'convBackwardWeight'>;

/** Index of the position that tap (kh, kw) of output (oh, ow) reads, in units of channels; -1 in the padding. */
export function tapPosition(g: Window, oh: number, ow: number, kh: number, kw: number): number {
  const h = oh * g.strideH + kh * g.dilationH - g.padTop;
  const w = ow * g.strideW + kw * g.dilationW - g.padLeft;
  return h >= 0 && h < g.h && w >= 0 && w < g.w ? h * g.w + w : -1;
}

/** Index of the output position that reads (h, w) with tap (kh, kw); -1 when there is none. */
export function outputPosition(g: Window, h: number, w: number, kh: number, kw: number): number {
  const top = h + g.padTop - kh * g.dilationH;
  const left = w + g.padLeft - kw * g.dilationW;
  if (top < 0 || left < 0 || top % g.strideH !== 0 || left % g.strideW !== 0) return -1;
  const [oh, ow] = [top / g.strideH, left / g.strideW];
  return oh < g.outH && ow < g.outW ? oh * g.outW + ow : -1;
}

/** Samples [from, to) of a dense NHWC tensor that begins at index `start`. */
export function fillImages(
  into: Float32Array,
  start: number,
  from: number,
  to: number,
  [height, width, channels]: readonly [h: number, w: number, c: number],
  valueAt: (n: number, h: number, w: number, c: number) => number,
): void {
  let out = start + from * height * width * channels;
  for (let n = from; n < to; n++) {
    for (let h = 0; h < height; h++) {
      for (let w = 0; w < width; w++) {
        for (let c = 0; c < channels; c++) into[out++] = valueAt(n, h, w, c);
      }
    }
  }
}

export function conv(buffer: SharedArrayBuffer): Forward & Backward {
  return { ...forward(buffer), ...backward(buffer) };
}

function forward(buffer: SharedArrayBuffer): Forward {
  const value = new Float32Array(buffer);
  return {
    convWorkspaceBytes: () => 0,
    convForward(x, weight, bias, y, window, activation, _workspace, from, to) {
      const g = readWindow(buffer, window);
      const [xs, ws, bs, ys] = [x >>> 2, weight >>> 2, bias >>> 2, y >>> 2];
      const sumAt = (n: number, oh: number, ow: number, o: number) => {
        let sum = 0;
        for (let kh = 0; kh < g.kh; kh++) {
          for (let kw = 0; kw < g.kw; kw++) {
            const position = tapPosition(g, oh, ow, kh, kw);
            if (position < 0) continue;
            const image = xs + (n * g.h * g.w + position) * g.inC;
            const tap = ws + (kh * g.kw + kw) * g.inC * g.outC + o;
            for (let c = 0; c < g.inC; c++) sum = f32(sum + f32(value[image + c] * value[tap + c * g.outC]));
          }
        }
        return bias === 0 ? sum : f32(sum + value[bs + o]);
      };
      const shape = [g.outH, g.outW, g.outC] as const;
      fillImages(value, ys, from, to, shape, (...position) => activate(sumAt(...position), activation));
    },
  };
}

function backward(buffer: SharedArrayBuffer): Backward {
  const value = new Float32Array(buffer);
  return {
    // dx[h, w, c] sums the taps from the last (kh, kw) to the first: the output positions in ascending order. Within a
    // tap it sums the output channels in ascending order: a convolution of dy with the weights turned around.
    convBackwardInput(dy, weight, dx, window, _workspace, from, to) {
      const g = readWindow(buffer, window);
      const [dys, ws, dxs] = [dy >>> 2, weight >>> 2, dx >>> 2];
      const sumAt = (n: number, h: number, w: number, c: number) => {
        let sum = 0;
        for (let kh = g.kh - 1; kh >= 0; kh--) {
          for (let kw = g.kw - 1; kw >= 0; kw--) {
            const position = outputPosition(g, h, w, kh, kw);
            if (position < 0) continue;
            const gradient = dys + (n * g.outH * g.outW + position) * g.outC;
            const tap = ws + ((kh * g.kw + kw) * g.inC + c) * g.outC;
            for (let o = 0; o < g.outC; o++) sum = f32(sum + f32(value[gradient + o] * value[tap + o]));
          }
        }
        return sum;
      };
      fillImages(value, dxs, from, to, [g.h, g.w, g.inC], sumAt);
    },
    convBackwardWeight(x, dy, dWeight, window, samples, _workspace, from, to) {
      const g = readWindow(buffer, window);
      const [xs, dys, dws] = [x >>> 2, dy >>> 2, dWeight >>> 2];
      for (let k = from; k < to; k++) {
        const [kh, kw, c] = [Math.floor(k / (g.kw * g.inC)), Math.floor(k / g.inC) % g.kw, k % g.inC];
        const sums = new Float32Array(g.outC);
        for (let n = 0; n < samples; n++) {
          for (let p = 0; p < g.outH * g.outW; p++) {
            const position = tapPosition(g, Math.floor(p / g.outW), p % g.outW, kh, kw);
            if (position < 0) continue;
            const factor = value[xs + (n * g.h * g.w + position) * g.inC + c];
            const gradient = dys + (n * g.outH * g.outW + p) * g.outC;
            for (let o = 0; o < g.outC; o++) sums[o] += f32(factor * value[gradient + o]);
          }
        }
        value.set(sums, dws + k * g.outC);
      }
    },
  };
}
