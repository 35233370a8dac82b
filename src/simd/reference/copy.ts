// Zeros, and rows copied from one array into another: pads and concatenations.
import type { FloatKernels } from '../float-kernels.ts';

export function copy(buffer: SharedArrayBuffer): Pick<FloatKernels, 'clear' | 'copyRows'> {
  const value = new Float32Array(buffer);
  return {
    clear(y, from, to) {
      for (let i = from; i < to; i++) value[(y >>> 2) + i] = 0;
    },
    copyRows(x, y, rows, columns, xFirst, xRow, xSample, yFirst, yRow, ySample, from, to) {
      for (let n = from; n < to; n++) {
        for (let r = 0; r < rows; r++) {
          const source = (x >>> 2) + n * xSample + xFirst + r * xRow;
          const target = (y >>> 2) + n * ySample + yFirst + r * yRow;
          for (let c = 0; c < columns; c++) value[target + c] = value[source + c];
        }
      }
    },
  };
}
