// Batch normalisation with batch statistics over [rows, channels] and a fused activation (Ioffe and Szegedy 2015).
import type { FloatKernels } from '../float-kernels.ts';
import { activate, f32, passes, sumOfRows } from './float32.ts';

type Forward = Pick<FloatKernels, 'batchNormStatistics' | 'batchNormScale' | 'batchNormApply'>;
type Backward = Pick<FloatKernels, 'batchNormBackwardSums' | 'batchNormBackwardInput'>;

export function batchNorm(buffer: SharedArrayBuffer): Forward & Backward {
  const value = new Float32Array(buffer);
  return { ...forward(value), ...backward(value) };
}

function deviation(variance: number, epsilon: number): number {
  return f32(Math.sqrt(f32(variance + f32(epsilon))));
}

function forward(value: Float32Array): Forward {
  return {
    batchNormStatistics(x, mean, variance, rows, channels, from, to) {
      const [xs, means, variances] = [x >>> 2, mean >>> 2, variance >>> 2];
      for (let c = from; c < to; c++) {
        const m = f32(sumOfRows(rows, (r) => value[xs + r * channels + c]) / rows);
        const squares = sumOfRows(rows, (r) => {
          const d = f32(value[xs + r * channels + c] - m);
          return f32(d * d);
        });
        value[means + c] = m;
        value[variances + c] = f32(squares / rows);
      }
    },
    batchNormScale(gamma, beta, mean, variance, epsilon, scale, shift, from, to) {
      for (let c = from; c < to; c++) {
        const s = f32(value[(gamma >>> 2) + c] / deviation(value[(variance >>> 2) + c], epsilon));
        value[(scale >>> 2) + c] = s;
        value[(shift >>> 2) + c] = f32(value[(beta >>> 2) + c] - f32(value[(mean >>> 2) + c] * s));
      }
    },
    batchNormApply(x, scale, shift, y, channels, activation, from, to) {
      const [xs, scales, shifts, ys] = [x >>> 2, scale >>> 2, shift >>> 2, y >>> 2];
      for (let r = from; r < to; r++) {
        for (let c = 0; c < channels; c++) {
          const scaled = f32(value[xs + r * channels + c] * value[scales + c]);
          value[ys + r * channels + c] = activate(f32(scaled + value[shifts + c]), activation);
        }
      }
    },
  };
}

function backward(value: Float32Array): Backward {
  /** Whether the activation let x through, of channel c. */
  const passesBehind = (scale: number, shift: number) => (x: number, c: number, activation: number) =>
    passes(f32(f32(x * value[(scale >>> 2) + c]) + value[(shift >>> 2) + c]), activation);
  return {
    batchNormBackwardSums(
      x,
      scale,
      shift,
      dy,
      mean,
      variance,
      epsilon,
      dGamma,
      dBeta,
      rows,
      channels,
      activation,
      from,
      to,
    ) {
      const [xs, dys] = [x >>> 2, dy >>> 2];
      const passesAt = passesBehind(scale, shift);
      for (let c = from; c < to; c++) {
        const m = value[(mean >>> 2) + c];
        const dzAt = (i: number) => (passesAt(value[xs + i], c, activation) ? value[dys + i] : 0);
        value[(dBeta >>> 2) + c] = sumOfRows(rows, (r) => dzAt(r * channels + c));
        const sum = sumOfRows(rows, (r) => f32(dzAt(r * channels + c) * f32(value[xs + r * channels + c] - m)));
        value[(dGamma >>> 2) + c] = f32(sum / deviation(value[(variance >>> 2) + c], epsilon));
      }
    },
    // dx = gamma / deviation * ((dz - dBeta / rows) - (x - mean) * (dGamma / rows / deviation))
    batchNormBackwardInput(
      x,
      scale,
      shift,
      dy,
      mean,
      variance,
      epsilon,
      gamma,
      dGamma,
      dBeta,
      dx,
      rows,
      channels,
      activation,
      from,
      to,
    ) {
      const [xs, dys, dxs] = [x >>> 2, dy >>> 2, dx >>> 2];
      const passesAt = passesBehind(scale, shift);
      for (let c = 0; c < channels; c++) {
        const sd = deviation(value[(variance >>> 2) + c], epsilon);
        const factor = f32(value[(gamma >>> 2) + c] / sd);
        const meanOfDz = f32(value[(dBeta >>> 2) + c] / rows);
        const slope = f32(f32(value[(dGamma >>> 2) + c] / rows) / sd);
        const m = value[(mean >>> 2) + c];
        for (let r = from; r < to; r++) {
          const i = r * channels + c;
          const dz = passesAt(value[xs + i], c, activation) ? value[dys + i] : 0;
          value[dxs + i] = f32(factor * f32(f32(dz - meanOfDz) - f32(f32(value[xs + i] - m) * slope)));
        }
      }
    },
  };
}
