// The range whose integers tell least wrong about how the float values are distributed: Kullback and Leibler's
// divergence.
import { log } from '../../base/elementary.ts';
import type { ValueRange } from '../calibrate.ts';
import { BINS, type Histogram } from './histogram.ts';
import type { CalibrationMethod } from './method.ts';

/** Tried thresholds. */
const STEPS = 128;
/** Stands where the integers have no value and the floats have. */
const ALMOST_NONE = 1e-4;

export const entropy = {
  name: 'entropy',
  source: 'Migacz, 8-bit Inference with TensorRT, GTC 2017',
  /** A threshold for the magnitude of both signs, from the greatest value down. */
  clip(histogram, { scaleOf }) {
    const { low, high } = histogram;
    const greatest = Math.max(-low, high);
    let found = { range: { min: low, max: high } as ValueRange, divergence: Number.POSITIVE_INFINITY };
    const levels = Math.round((high - low) / scaleOf(found.range));
    for (let step = STEPS; step > 0; step--) {
      const threshold = (greatest * step) / STEPS;
      const range = { min: Math.max(low, -threshold), max: Math.min(high, threshold) };
      const window = binsOf(histogram, range);
      // With fewer bins than integers nothing is lost but what is cut off.
      if (step < STEPS && window.end - window.first < levels) break;
      const divergence = divergenceOf(histogram.counts, window, levels);
      if (divergence < found.divergence) found = { range, divergence };
    }
    return found.range;
  },
} as const satisfies CalibrationMethod;

interface Bins {
  readonly first: number;
  readonly end: number;
}

function binsOf({ low, high }: Histogram, { min, max }: ValueRange): Bins {
  const at = (value: number) => Math.round(((value - low) / (high - low)) * BINS);
  return { first: at(min), end: Math.max(at(min) + 1, at(max)) };
}

/** Migacz's: P has what lies outside in its outermost bins, Q is what is inside, spread evenly over each integer. */
function divergenceOf(counts: Float64Array, { first, end }: Bins, levels: number): number {
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
