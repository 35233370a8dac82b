// Batch normalisation with batch statistics over [rows, channels] and a fused activation (Ioffe and Szegedy 2015).
import type { FloatKernels } from '../float-kernels.ts';
import { sumsOf } from '../sums.ts';
import { activate, f32, passes, sumOfBlock } from './float32.ts';

type Forward = Pick<FloatKernels, 'batchNormSums' | 'meanOfSums' | 'batchNormScale' | 'batchNormApply'>;
type Backward = Pick<FloatKernels, 'batchNormBackwardSums' | 'batchNormParameterGradients' | 'batchNormBackwardInput'>;

export function batchNorm(buffer: SharedArrayBuffer): Forward & Backward {
  const value = new Float32Array(buffer);
  return { ...forward(value), ...backward(value) };
}

function deviation(variance: number, epsilon: number): number {
  return f32(Math.sqrt(f32(variance + f32(epsilon))));
}

/** Of channel c. sums: address of [sumsOf(rows), channels]. */
function totalOf(value: Float32Array, sums: number, rows: number, channels: number, c: number): number {
  let total = 0;
  for (let block = 0; block < sumsOf(rows); block++) total = f32(total + value[(sums >>> 2) + block * channels + c]);
  return total;
}

function forward(value: Float32Array): Forward {
  return {
    batchNormSums(x, mean, sums, rows, channels, from, to) {
      const [xs, means, into] = [x >>> 2, mean >>> 2, sums >>> 2];
      for (let block = from; block < to; block++) {
        for (let c = 0; c < channels; c++) {
          const sum = sumOfBlock(block, rows, (r) => {
            if (mean === 0) return value[xs + r * channels + c];
            const d = f32(value[xs + r * channels + c] - value[means + c]);
            return f32(d * d);
          });
          value[into + block * channels + c] = sum;
        }
      }
    },
    meanOfSums(sums, mean, rows, channels, from, to) {
      for (let c = from; c < to; c++) value[(mean >>> 2) + c] = f32(totalOf(value, sums, rows, channels, c) / rows);
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
    batchNormBackwardSums(x, scale, shift, dy, mean, gammaSums, betaSums, rows, channels, activation, from, to) {
      const [xs, dys, gammas, betas] = [x >>> 2, dy >>> 2, gammaSums >>> 2, betaSums >>> 2];
      const passesAt = passesBehind(scale, shift);
      for (let block = from; block < to; block++) {
        for (let c = 0; c < channels; c++) {
          const m = value[(mean >>> 2) + c];
          const dzAt = (i: number) => (passesAt(value[xs + i], c, activation) ? value[dys + i] : 0);
          const beta = sumOfBlock(block, rows, (r) => dzAt(r * channels + c));
          const along = (i: number) => f32(dzAt(i) * f32(value[xs + i] - m));
          value[betas + block * channels + c] = beta;
          value[gammas + block * channels + c] = sumOfBlock(block, rows, (r) => along(r * channels + c));
        }
      }
    },
    batchNormParameterGradients(gammaSums, betaSums, variance, epsilon, dGamma, dBeta, rows, channels, from, to) {
      for (let c = from; c < to; c++) {
        const total = totalOf(value, gammaSums, rows, channels, c);
        value[(dBeta >>> 2) + c] = totalOf(value, betaSums, rows, channels, c);
        value[(dGamma >>> 2) + c] = f32(total / deviation(value[(variance >>> 2) + c], epsilon));
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
