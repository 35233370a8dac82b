// The range whose integers tell least wrong about how the float values are distributed: Kullback and Leibler's
// divergence.
import { log } from '../../base/elementary.ts';
import type { ValueRange } from '../calibrate.ts';
import { BINS, type Histogram } from './histogram.ts';
import type { CalibrationMethod } from './method.ts';

/** Tried lengths of the range; both ends have the same factor. */
const STEPS = 128;
/** Stands where the integers have no value and the floats have. */
const ALMOST_NONE = 1e-4;

export const entropy = {
  name: 'entropy',
  source: 'Migacz, 8-bit Inference with TensorRT, GTC 2017',
  clip(histogram, { scaleOf }) {
    const { low, high } = histogram;
    const whole = { min: low, max: high };
    const levels = Math.round((high - low) / scaleOf(whole));
    let found = { range: whole as ValueRange, divergence: Number.POSITIVE_INFINITY };
    // A range of fewer bins than integers loses nothing but what it cuts off.
    for (let step = STEPS; (step / STEPS) * BINS >= Math.min(levels, BINS); step--) {
      const range = { min: (low * step) / STEPS, max: (high * step) / STEPS };
      const divergence = divergenceOf(histogram, step / STEPS, levels);
      if (divergence < found.divergence) found = { range, divergence };
    }
    return found.range;
  },
} as const satisfies CalibrationMethod;

/** Migacz's: P has what lies outside in its outermost bins, Q is what is inside, spread evenly over each integer. */
function divergenceOf({ low, high, counts }: Histogram, factor: number, levels: number): number {
  const zero = (-low / (high - low)) * BINS;
  const first = Math.round(zero * (1 - factor));
  const end = Math.max(first + 1, Math.round(zero + (BINS - zero) * factor));
  const inside = counts.subarray(first, end);
  const spread = spreadOverLevels(inside, levels);
  const p = inside.slice();
  for (let bin = 0; bin < first; bin++) p[0] += counts[bin];
  for (let bin = end; bin < BINS; bin++) p[p.length - 1] += counts[bin];
  const [total, kept] = [p, inside].map((list) => list.reduce((sum, count) => sum + count, 0));
  let sum = 0;
  for (let bin = 0; bin < p.length; bin++) {
    if (p[bin] === 0) continue;
    const ours = p[bin] / total;
    sum += ours * log(ours / Math.max(kept > 0 ? spread[bin] / kept : 0, ALMOST_NONE / p.length));
  }
  return sum;
}

/** Each integer's values evenly over those of its bins that have any. */
function spreadOverLevels(inside: Float64Array, levels: number): Float64Array {
  const spread = new Float64Array(inside.length);
  const perLevel = Math.max(inside.length / levels, 1);
  for (let from = 0, level = 1; from < inside.length; level++) {
    const to = Math.min(inside.length, Math.max(from + 1, Math.round(level * perLevel)));
    const bins = inside.subarray(from, to);
    const sum = bins.reduce((all, count) => all + count, 0);
    const filled = bins.reduce((all, count) => all + Number(count > 0), 0);
    for (let bin = from; bin < to; bin++) if (inside[bin] > 0) spread[bin] = sum / filled;
    from = to;
  }
  return spread;
}
