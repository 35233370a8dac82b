// int8 pools: tensorflow/lite/kernels/internal/reference/integer_ops/pooling.h.
import { clamp } from '../../base/fixed-point.ts';
import type { Int8Kernels } from '../int8-kernels.ts';
import { type Layer, readLayer } from '../layer.ts';

type PoolS8 = Pick<Int8Kernels, 'averagePoolS8' | 'maxPoolS8'>;

/** Calls `visit` with the part of each output's window that lies inside the image, channel by channel. */
function forEachWindow(
  g: Layer,
  visit: (out: number, channel: number, rows: readonly number[], columns: readonly number[], sample: number) => void,
): void {
  const inside = (origin: number, length: number, limit: number) =>
    Array.from({ length }, (_, i) => origin + i).filter((i) => i >= 0 && i < limit);
  let out = 0;
  for (let n = 0; n < g.samples; n++) {
    for (let oh = 0; oh < g.outH; oh++) {
      const rows = inside(oh * g.strideH - g.padTop, g.kh, g.h);
      for (let ow = 0; ow < g.outW; ow++) {
        const columns = inside(ow * g.strideW - g.padLeft, g.kw, g.w);
        for (let c = 0; c < g.inC; c++) visit(out++, c, rows, columns, n);
      }
    }
  }
}

export function poolS8(buffer: SharedArrayBuffer): PoolS8 {
  const int8 = new Int8Array(buffer);
  return {
    averagePoolS8(layer, x, y) {
      const g = readLayer(buffer, layer);
      forEachWindow(g, (out, c, rows, columns, n) => {
        let sum = 0;
        for (const r of rows) for (const k of columns) sum += int8[x + ((n * g.h + r) * g.w + k) * g.inC + c];
        const count = rows.length * columns.length;
        if (count === 0) return;
        const half = count >> 1;
        const mean = Math.trunc((sum > 0 ? sum + half : sum - half) / count);
        int8[y + out] = clamp(mean, g.min, g.max);
      });
    },
    maxPoolS8(layer, x, y) {
      const g = readLayer(buffer, layer);
      forEachWindow(g, (out, c, rows, columns, n) => {
        let best = -128;
        for (const r of rows) {
          for (const k of columns) best = Math.max(best, int8[x + ((n * g.h + r) * g.w + k) * g.inC + c]);
        }
        int8[y + out] = clamp(best, g.min, g.max);
      });
    },
  };
}
