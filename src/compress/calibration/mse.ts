// The range with the least squared error: what is cut off against the rounding of what is left.
import type { ValueRange } from '../calibrate.ts';
import { BINS, centreOf, type Histogram } from './histogram.ts';
import type { CalibrationMethod, CalibrationSettings } from './method.ts';

/** Tried lengths of each end. */
const STEPS = 128;

export const mse = {
  name: 'mse',
  source:
    'Banner et al., Post-training 4-bit quantization of convolution networks, 2019, section 2; ' +
    'Nagel et al., A White Paper on Neural Network Quantization, 2021, section 3.1',
  /** Both ends by the same factor first, then each by itself; among equals the widest. */
  clip(histogram, settings) {
    const whole = { min: histogram.low, max: histogram.high };
    const shrunk = best(whole, (f) => ({ min: whole.min * f, max: whole.max * f }), histogram, settings);
    const below = best(shrunk, (f) => ({ min: whole.min * f, max: shrunk.max }), histogram, settings);
    return best(below, (f) => ({ min: below.min, max: whole.max * f }), histogram, settings);
  },
} as const satisfies CalibrationMethod;

function best(
  start: ValueRange,
  shrink: (factor: number) => ValueRange,
  histogram: Histogram,
  settings: CalibrationSettings,
): ValueRange {
  let found = { range: start, error: squaredError(histogram, start, settings) };
  for (let step = STEPS; step > 0; step--) {
    const range = shrink(step / STEPS);
    const error = squaredError(histogram, range, settings);
    if (error < found.error) found = { range, error };
  }
  return found.range;
}

/** Rounding adds a twelfth of the squared step to each value inside (uniform noise). */
function squaredError(histogram: Histogram, { min, max }: ValueRange, { scaleOf }: CalibrationSettings): number {
  const scale = scaleOf({ min, max });
  const rounding = (scale * scale) / 12;
  let sum = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const centre = centreOf(histogram, bin);
    const beyond = Math.max(min - centre, centre - max, 0);
    sum += histogram.counts[bin] * (beyond > 0 ? beyond * beyond : rounding);
  }
  return sum;
}
