// Dense layers: y = act(x weight + bias) and its gradients.
import type { FloatKernels } from '../float-kernels.ts';
import { activate, f32, sumOfRows } from './float32.ts';

type Dense = Pick<
  FloatKernels,
  'denseWorkspaceBytes' | 'denseForward' | 'denseBackwardInput' | 'denseBackwardWeight' | 'columnSums'
>;

export function dense(buffer: SharedArrayBuffer): Dense {
  const value = new Float32Array(buffer);
  return {
    denseWorkspaceBytes: () => 0,
    denseForward(x, weight, bias, y, inputs, units, activation, _workspace, from, to) {
      const [xs, ws, bs, ys] = [x >>> 2, weight >>> 2, bias >>> 2, y >>> 2];
      for (let r = from; r < to; r++) {
        for (let u = 0; u < units; u++) {
          let sum = 0;
          for (let k = 0; k < inputs; k++) sum = f32(sum + f32(value[xs + r * inputs + k] * value[ws + k * units + u]));
          if (bias !== 0) sum = f32(sum + value[bs + u]);
          value[ys + r * units + u] = activate(sum, activation);
        }
      }
    },
    denseBackwardInput(dy, weight, dx, inputs, units, _workspace, from, to) {
      const [dys, ws, dxs] = [dy >>> 2, weight >>> 2, dx >>> 2];
      for (let r = from; r < to; r++) {
        for (let k = 0; k < inputs; k++) {
          let sum = 0;
          for (let u = 0; u < units; u++) sum = f32(sum + f32(value[dys + r * units + u] * value[ws + k * units + u]));
          value[dxs + r * inputs + k] = sum;
        }
      }
    },
    denseBackwardWeight(x, dy, dWeight, rows, inputs, units, _workspace, from, to) {
      const [xs, dys, dws] = [x >>> 2, dy >>> 2, dWeight >>> 2];
      for (let k = from; k < to; k++) {
        for (let u = 0; u < units; u++) {
          let sum = 0;
          for (let r = 0; r < rows; r++) sum = f32(sum + f32(value[xs + r * inputs + k] * value[dys + r * units + u]));
          value[dws + k * units + u] = sum;
        }
      }
    },
    columnSums(dy, out, rows, columns, from, to) {
      const [dys, outs] = [dy >>> 2, out >>> 2];
      for (let c = from; c < to; c++) value[outs + c] = sumOfRows(rows, (r) => value[dys + r * columns + c]);
    },
  };
}
