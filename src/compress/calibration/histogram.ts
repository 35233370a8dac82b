// How often values fall where: a fixed number of bins between the ends of a range that holds zero.
import type { ValueRange } from '../calibrate.ts';

/** As many as Migacz (2017) takes, for both signs together. */
export const BINS = 2048;

export interface Histogram {
  /** Of all values and zero. */
  readonly low: number;
  readonly high: number;
  /** [BINS]: values other than zero, which every quantization holds exactly. */
  readonly counts: Float64Array;
}

/** `range` has all values that will be added. */
export function emptyHistogram({ min, max }: ValueRange): Histogram {
  return { low: Math.min(min, 0), high: Math.max(max, 0), counts: new Float64Array(BINS) };
}

export function addTo({ low, high, counts }: Histogram, values: Float32Array): void {
  // A range of one value is zero's.
  const perUnit = high > low ? BINS / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== 0) counts[Math.min(BINS - 1, Math.floor((value - low) * perUnit))]++;
  }
}

/** The middle of a bin. */
export function centreOf({ low, high }: Histogram, bin: number): number {
  return low + ((bin + 0.5) * (high - low)) / BINS;
}
