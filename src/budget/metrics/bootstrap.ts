// How much a difference of two models varies with the test samples: they are drawn again and again from themselves.
import { random } from '../../base/random.ts';
import type { PairedMetric } from './paired-metric.ts';

/** A metric where each sample counts as often as its weight says; undefined where they leave none. */
export type WeightedMetric = (weights: Float64Array) => number | undefined;

export interface Resampling {
  /** Samples that are drawn among themselves, so that each has as many as before: those of a class. */
  readonly strata: readonly Int32Array[];
  /** Of a metric, once, for all that are compared so: what bounds how often each is asked. */
  readonly work: number;
}

const MOST_RESAMPLES = 2000;
/** Below these the ends of an interval are a matter of luck. */
const LEAST_RESAMPLES = 200;
/** Some seconds. */
const MOST_WORK = 200_000_000;

/** Beyond it not even the least number of draws is made: minutes. */
const MOST_WORK_OF_ALL = 4 * MOST_WORK;

export function canResample(work: number): boolean {
  return 2 * LEAST_RESAMPLES * work <= MOST_WORK_OF_ALL;
}

export function resamplesFor(work: number): number {
  return Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(MOST_WORK / Math.max(1, work))));
}

/** All samples in one. */
export function oneStratum(count: number): readonly Int32Array[] {
  return [Int32Array.from({ length: count }, (_, n) => n)];
}

export function strataOf(labels: ArrayLike<number>): readonly Int32Array[] {
  const byLabel = new Map<number, number[]>();
  for (let n = 0; n < labels.length; n++) {
    const own = byLabel.get(labels[n]);
    if (own) own.push(n);
    else byLabel.set(labels[n], [n]);
  }
  return [...byLabel].sort(([a], [b]) => a - b).map(([, own]) => Int32Array.from(own));
}

/**
 * Pairs of both models' answers to a sample are drawn together, each class as often as it is there, as pROC does (Robin
 * et al. 2011). The interval is that of the percentiles (Efron, Tibshirani 1993, chapter 13), p the share of draws
 * without a change for the worse (Davison, Hinkley 1997, chapter 4). Undefined where the metric is, and where it is
 * too much work. Seeded.
 */
export function comparePairs(
  before: WeightedMetric,
  now: WeightedMetric,
  { strata, work }: Resampling,
  isWorse: (difference: number) => boolean,
): PairedMetric | undefined {
  if (!canResample(work)) return undefined;
  const count = strata.reduce((sum, own) => sum + own.length, 0);
  const weights = new Float64Array(count).fill(1);
  const differ = () => {
    const [a, b] = [before(weights), now(weights)];
    return a === undefined || b === undefined ? undefined : b - a;
  };
  const difference = differ();
  if (difference === undefined) return undefined;
  const source = random(1, 'bootstrap');
  const draws: number[] = [];
  for (let i = resamplesFor(2 * work); i > 0; i--) {
    weights.fill(0);
    for (const own of strata) for (let k = 0; k < own.length; k++) weights[own[source.below(own.length)]]++;
    const drawn = differ();
    if (drawn !== undefined) draws.push(drawn);
  }
  const sorted = Float64Array.from(draws).sort();
  const notWorse = draws.filter((drawn) => !isWorse(drawn)).length;
  const [low, high] = [0.025, 0.975].map((share) => quantile(sorted, share));
  return { test: 'bootstrap', difference, low, high, p: (1 + notWorse) / (1 + draws.length) };
}

/** Of sorted values, between the two nearest (type 7 of Hyndman, Fan 1996, which R and NumPy take). */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0;
  const at = share * (sorted.length - 1);
  const from = Math.floor(at);
  const next = Math.min(from + 1, sorted.length - 1);
  return sorted[from] + (at - from) * (sorted[next] - sorted[from]);
}
