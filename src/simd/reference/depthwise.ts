// Depthwise convolutions, output channel c * multiplier + m, and their gradients. Taps outside the image are left out,
// as in conv.ts.
import type { FloatKernels } from '../float-kernels.ts';
import { readWindow } from '../window.ts';
import { outputPosition, tapPosition } from './conv.ts';
import { activate, f32 } from './float32.ts';

type Depthwise = Pick<FloatKernels, 'depthwiseForward' | 'depthwiseBackwardInput' | 'depthwiseBackwardWeight'>;

export function depthwise(buffer: SharedArrayBuffer): Depthwise {
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
      let out = ys + from * g.outH * g.outW * g.outC;
      for (let n = from; n < to; n++) {
        for (let oh = 0; oh < g.outH; oh++) {
          for (let ow = 0; ow < g.outW; ow++) {
            for (let o = 0; o < g.outC; o++) value[out++] = activate(sumAt(n, oh, ow, o), activation);
          }
        }
      }
    },
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
      let out = dxs + from * g.h * g.w * g.inC;
      for (let n = from; n < to; n++) {
        for (let h = 0; h < g.h; h++) {
          for (let w = 0; w < g.w; w++) {
            for (let c = 0; c < g.inC; c++) value[out++] = sumAt(n, h, w, c);
          }
        }
      }
    },
    depthwiseBackwardWeight(x, dy, dWeight, window, samples, from, to) {
      const g = readWindow(buffer, window);
      const [xs, dys, dws] = [x >>> 2, dy >>> 2, dWeight >>> 2];
      const multiplier = g.outC / g.inC;
      for (let tap = 0; tap < g.kh * g.kw; tap++) {
        for (let o = from; o < to; o++) {
          let sum = 0;
          for (let n = 0; n < samples; n++) {
            for (let p = 0; p < g.outH * g.outW; p++) {
              const position = tapPosition(g, Math.floor(p / g.outW), p % g.outW, Math.floor(tap / g.kw), tap % g.kw);
              if (position < 0) continue;
              const factor = value[xs + (n * g.h * g.w + position) * g.inC + Math.floor(o / multiplier)];
              sum = f32(sum + f32(factor * value[dys + (n * g.outH * g.outW + p) * g.outC + o]));
            }
          }
          value[dws + tap * g.outC + o] = sum;
        }
      }
    },
  };
}
