// Fake quantization: float values as the int8 kernels would hold them, and the straight-through gradient
// (Jacob et al. 2018, section 3).
import { clamp, roundAway } from '../../base/fixed-point.ts';
import type { FloatKernels } from '../float-kernels.ts';
import { LEVEL_FIELDS, readLevels } from '../levels.ts';
import { f32 } from './float32.ts';

type FakeQuantization = Pick<FloatKernels, 'fakeQuantize' | 'fakeQuantizeBackward' | 'fakeQuantizeWeights'>;

export function fakeQuantization(buffer: SharedArrayBuffer): FakeQuantization {
  const value = new Float32Array(buffer);
  const levelsAt = (address: number) => readLevels(new Float32Array(buffer, address, LEVEL_FIELDS.length));
  return {
    fakeQuantize(x, y, extremes, levels, each, from, to) {
      const { inverse, scale, offset, half, low, high } = levelsAt(levels);
      for (let n = from; n < to; n++) {
        let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        for (let i = n * each; i < (n + 1) * each; i++) {
          const real = value[(x >>> 2) + i];
          if (real < least) least = real;
          if (real > most) most = real;
          const level = f32(f32(real * inverse) + offset);
          const rounded = Math.trunc(f32(level + (level < 0 || Object.is(level, -0) ? -half : half)));
          value[(y >>> 2) + i] = f32(f32(clamp(rounded, low, high) - offset) * scale);
        }
        if (extremes !== 0) value.set([least, most], (extremes >>> 2) + 2 * n);
      }
    },
    fakeQuantizeBackward(x, dy, dx, levels, from, to) {
      const { passLow, passHigh } = levelsAt(levels);
      for (let i = from; i < to; i++) {
        const real = value[(x >>> 2) + i];
        value[(dx >>> 2) + i] = real > passLow && real < passHigh ? value[(dy >>> 2) + i] : 0;
      }
    },
    fakeQuantizeWeights(weight, bias, inputScale, weightOut, biasOut, rows, channels, perTensor, from, to) {
      const magnitudeOf = (first: number, step: number, count: number) => {
        let greatest = 0;
        for (let i = 0; i < count; i++)
          greatest = Math.max(greatest, Math.abs(value[(weight >>> 2) + first + i * step]));
        return greatest;
      };
      for (let c = from; c < to; c++) {
        const magnitude = perTensor ? magnitudeOf(0, 1, rows * channels) : magnitudeOf(c, channels, rows);
        const scale = Math.max(magnitude, LEAST_MAGNITUDE) / 127;
        for (let i = c; i < rows * channels; i += channels) {
          // + 0: no negative zero.
          value[(weightOut >>> 2) + i] = (roundAway(value[(weight >>> 2) + i] / scale) + 0) * f32(scale);
        }
        const step = value[inputScale >>> 2] * scale;
        value[(biasOut >>> 2) + c] = (roundAway(value[(bias >>> 2) + c] / step) + 0) * step;
      }
    },
  };
}

/** ExpandVerySmallRange of the converter: see symmetricScale of compress/affine.ts. */
const LEAST_MAGNITUDE = 1e-6 / 2;
