// Whether the areas under two ROC curves of the same samples differ: the test of DeLong, DeLong and Clarke-Pearson.
import { normalBelow, Z95 } from './normal.ts';
import type { PairedMetric } from './paired-metric.ts';
import { rankingOf } from './roc.ts';

/**
 * For each positive sample the share of negative ones that its score beats, ties counted half; for each negative one
 * the share of positive ones that beat it: their means are the area.
 */
interface Placements {
  readonly area: number;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** By ranks, in the order of the samples (Sun, Xu 2014: "Fast implementation of DeLong's algorithm"). */
function placementsOf(scores: ArrayLike<number>, isPositive: ArrayLike<number>): Placements {
  const { order, steps } = rankingOf(scores);
  const count = scores.length;
  const positive = order.reduce((sum, n) => sum + Number(isPositive[n] > 0), 0);
  const negative = count - positive;
  const beaten = new Float64Array(count);
  let [above, below] = [0, negative];
  for (let step = 0; step + 1 < steps.length; step++) {
    const own = order.subarray(steps[step], steps[step + 1]);
    const here = own.reduce((sum, n) => sum + Number(isPositive[n] > 0), 0);
    const others = own.length - here;
    below -= others;
    for (const n of own) {
      beaten[n] = isPositive[n] > 0 ? (below + others / 2) / negative : (above + here / 2) / positive;
    }
    above += here;
  }
  const positives = beaten.filter((_, n) => isPositive[n] > 0);
  const negatives = beaten.filter((_, n) => !(isPositive[n] > 0));
  return { area: meanOf(positives), positives, negatives };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sample covariance. */
function covariance(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
  return sum / (a.length - 1);
}

/** Of one area, and of two on the same samples. */
export interface AreaVariances {
  readonly areas: readonly [number, number];
  /** Of the first, of the second, and what they share. */
  readonly variances: readonly [number, number];
  readonly covariance: number;
}

/** Undefined with less than two samples of either kind. */
export function areaVariances(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  isPositive: ArrayLike<number>,
): AreaVariances | undefined {
  const [a, b] = [placementsOf(first, isPositive), placementsOf(second, isPositive)];
  const [m, n] = [a.positives.length, a.negatives.length];
  if (m < 2 || n < 2) return undefined;
  const shared = (one: Placements, other: Placements) =>
    covariance(one.positives, other.positives) / m + covariance(one.negatives, other.negatives) / n;
  return { areas: [a.area, b.area], variances: [shared(a, a), shared(b, b)], covariance: shared(a, b) };
}

/** `now` less `before`; `p` is one-sided, of a drop. */
export function compareAreas(
  before: ArrayLike<number>,
  now: ArrayLike<number>,
  isPositive: ArrayLike<number>,
): PairedMetric | undefined {
  const found = areaVariances(before, now, isPositive);
  if (!found) return undefined;
  const { areas, variances, covariance: shared } = found;
  const difference = areas[1] - areas[0];
  const variance = Math.max(0, variances[0] + variances[1] - 2 * shared);
  const deviation = Math.sqrt(variance);
  const half = Z95 * deviation;
  const p = deviation > 0 ? normalBelow(difference / deviation) : Number(difference >= 0);
  return { test: 'DeLong', difference, low: difference - half, high: difference + half, p };
}
