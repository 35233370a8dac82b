// Maximum and average pooling over NHWC and their gradients. The gradients start from zero and add the windows in order
// of output position.
import type { FloatKernels } from '../float-kernels.ts';
import { readWindow, type Window } from '../window.ts';
import { tapPosition } from './conv.ts';
import { f32 } from './float32.ts';

type Pool = Pick<FloatKernels, 'maxPoolForward' | 'maxPoolBackward' | 'averagePoolForward' | 'averagePoolBackward'>;

/** Positions of the window of output (oh, ow) that lie inside the image, in order of taps. */
function inside(g: Window, oh: number, ow: number): number[] {
  const positions: number[] = [];
  for (let kh = 0; kh < g.kh; kh++) {
    for (let kw = 0; kw < g.kw; kw++) positions.push(tapPosition(g, oh, ow, kh, kw));
  }
  return positions.filter((p) => p >= 0);
}

/** Calls `visit` with each window's positions, the index of its output and that of the sample's first element of
 * channel c. */
function forEachWindow(
  g: Window,
  from: number,
  to: number,
  visit: (positions: readonly number[], out: number, image: number) => void,
): void {
  for (let oh = 0; oh < g.outH; oh++) {
    for (let ow = 0; ow < g.outW; ow++) {
      const positions = inside(g, oh, ow);
      for (let n = from; n < to; n++) {
        for (let c = 0; c < g.inC; c++) {
          visit(positions, ((n * g.outH + oh) * g.outW + ow) * g.inC + c, n * g.h * g.w * g.inC + c);
        }
      }
    }
  }
}

export function pool(buffer: SharedArrayBuffer): Pool {
  const value = new Float32Array(buffer);
  const clear = (dx: number, g: Window, from: number, to: number) =>
    value.fill(0, (dx >>> 2) + from * g.h * g.w * g.inC, (dx >>> 2) + to * g.h * g.w * g.inC);
  return {
    maxPoolForward(x, y, window, from, to) {
      const g = readWindow(buffer, window);
      forEachWindow(g, from, to, (positions, out, image) => {
        let best = Number.NEGATIVE_INFINITY;
        for (const p of positions) {
          const candidate = value[(x >>> 2) + image + p * g.inC];
          if (candidate > best) best = candidate;
        }
        value[(y >>> 2) + out] = best;
      });
    },
    maxPoolBackward(x, y, dy, dx, window, from, to) {
      const g = readWindow(buffer, window);
      clear(dx, g, from, to);
      forEachWindow(g, from, to, (positions, out, image) => {
        const winner = positions.find((p) => value[(x >>> 2) + image + p * g.inC] === value[(y >>> 2) + out]);
        if (winner !== undefined) value[(dx >>> 2) + image + winner * g.inC] += value[(dy >>> 2) + out];
      });
    },
    averagePoolForward(x, y, window, from, to) {
      const g = readWindow(buffer, window);
      forEachWindow(g, from, to, (positions, out, image) => {
        let sum = 0;
        for (const p of positions) sum = f32(sum + value[(x >>> 2) + image + p * g.inC]);
        value[(y >>> 2) + out] = sum / positions.length;
      });
    },
    averagePoolBackward(dy, dx, window, from, to) {
      const g = readWindow(buffer, window);
      clear(dx, g, from, to);
      forEachWindow(g, from, to, (positions, out, image) => {
        const share = f32(value[(dy >>> 2) + out] / positions.length);
        for (const p of positions) value[(dx >>> 2) + image + p * g.inC] += share;
      });
    },
  };
}
