// The range without the outermost values, the same share of them at each end.
import { BINS, type Histogram } from './histogram.ts';
import type { CalibrationMethod } from './method.ts';

export const percentile = {
  name: 'percentile',
  source: 'Wu et al., Integer Quantization for Deep Learning Inference: Principles and Empirical Evaluation, 2020',
  clip(histogram, { percentile: percent }) {
    const beyond = (1 - percent / 100) * totalOf(histogram);
    const { low, high } = histogram;
    const width = (high - low) / BINS;
    return {
      min: low + width * binsHolding(histogram, beyond),
      max: high - width * binsHolding(histogram, beyond, true),
    };
  },
} as const satisfies CalibrationMethod;

function totalOf({ counts }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many bins from an end on hold so many values, the last one in part; none of the other sign. */
function binsHolding({ low, high, counts }: Histogram, values: number, fromAbove = false): number {
  const toZero = ((fromAbove ? high : -low) / (high - low)) * BINS;
  let rest = values;
  for (let bin = 0; bin < BINS; bin++) {
    const count = counts[fromAbove ? BINS - 1 - bin : bin];
    if (count > rest) return Math.min(bin + rest / count, toZero);
    rest -= count;
  }
  return 0;
}
