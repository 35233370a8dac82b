// Depthwise convolutions, output channel c * multiplier + m, and their gradients. Taps outside the image are left out,
// as in conv.ts.
import type { FloatKernels } from '../float-kernels.ts';
import { depthwisePiece, readWindow } from '../window.ts';
import { fillImages, outputPosition, tapPosition } from './conv.ts';
import { activate, f32 } from './float32.ts';

type Forward = Pick<FloatKernels, 'depthwiseForward'>;
type Backward = Pick<FloatKernels, 'depthwiseBackwardInput' | 'depthwiseBackwardWeight'>;

export function depthwise(buffer: SharedArrayBuffer): Forward & Backward {
  return { ...forward(buffer), ...backward(buffer) };
}

function forward(buffer: SharedArrayBuffer): Forward {
  const value = new Float32Array(buffer);
  return {
    depthwiseForward(x, weight, bias, y, window, activation, from, to) {
      const g = readWindow(buffer, window);
      const [xs, ws, bs, ys] = [x >>> 2, weight >>> 2, bias >>> 2, y >>> 2];
      const multiplier = g.outC / g.inC;
      const sumAt = (n: number, oh: number, ow: number, o: number) => {
        const image = xs + n * g.h * g.w * g.inC + Math.floor(o / multiplier);
        let sum = 0;
        for (let kh = 0; kh < g.kh; kh++) {
          for (let kw = 0; kw < g.kw; kw++) {
            const position = tapPosition(g, oh, ow, kh, kw);
            if (position < 0) continue;
            sum = f32(sum + f32(value[image + position * g.inC] * value[ws + (kh * g.kw + kw) * g.outC + o]));
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
    // Taps from the last to the first as in conv.ts, and within a tap m ascending.
    depthwiseBackwardInput(dy, weight, dx, window, from, to) {
      const g = readWindow(buffer, window);
      const [dys, ws, dxs] = [dy >>> 2, weight >>> 2, dx >>> 2];
      const multiplier = g.outC / g.inC;
      const sumAt = (n: number, h: number, w: number, c: number) => {
        let sum = 0;
        for (let kh = g.kh - 1; kh >= 0; kh--) {
          for (let kw = g.kw - 1; kw >= 0; kw--) {
            const position = outputPosition(g, h, w, kh, kw);
            if (position < 0) continue;
            const gradient = dys + (n * g.outH * g.outW + position) * g.outC + c * multiplier;
            const tap = ws + (kh * g.kw + kw) * g.outC + c * multiplier;
            for (let m = 0; m < multiplier; m++) sum = f32(sum + f32(value[gradient + m] * value[tap + m]));
          }
        }
        return sum;
      };
      fillImages(value, dxs, from, to, [g.h, g.w, g.inC], sumAt);
    },
    depthwiseBackwardWeight(x, dy, dWeight, window, samples, from, to) {
      const g = readWindow(buffer, window);
      const [xs, dys] = [x >>> 2, dy >>> 2];
      const dws = value.subarray(dWeight >>> 2);
      const multiplier = g.outC / g.inC;
      const weightGradient = (tap: number, o: number) => {
        let sum = 0;
        for (let n = 0; n < samples; n++) {
          for (let p = 0; p < g.outH * g.outW; p++) {
            const position = tapPosition(g, Math.floor(p / g.outW), p % g.outW, Math.floor(tap / g.kw), tap % g.kw);
            if (position < 0) continue;
            const factor = value[xs + (n * g.h * g.w + position) * g.inC + Math.floor(o / multiplier)];
            sum = f32(sum + f32(factor * value[dys + (n * g.outH * g.outW + p) * g.outC + o]));
          }
        }
        return sum;
      };
      for (let piece = from; piece < to; piece++) {
        const { row, begin, end } = depthwisePiece(g, piece);
        for (let tap = row * g.kw; tap < (row + 1) * g.kw; tap++) {
          for (let o = begin; o < end; o++) dws[tap * g.outC + o] = weightGradient(tap, o);
        }
      }
    },
  };
}
