// How a metric comes out of a model's answers, which also decides the test that two models are compared with.
import { comparePairs, type WeightedMetric } from './bootstrap.ts';
import { compareAreas } from './delong.ts';
import { compareShares, type PairedMetric } from './paired-metric.ts';
import { areaOf, rankingOf } from './roc.ts';

export type Computation =
  /** The share of samples that are right, 1 for each that is: McNemar's test. */
  | { readonly kind: 'share'; readonly hits: Uint8Array }
  /** The area under one ROC curve: DeLong's test. */
  | { readonly kind: 'area'; readonly scores: Float64Array; readonly isPositive: Uint8Array }
  /** Anything else: the bootstrap. `counted`: samples that a share is of, where it is one. */
  | {
      readonly kind: 'weighted';
      readonly metric: (weights?: Float64Array) => number | undefined;
      readonly strata: readonly Int32Array[];
      readonly work: number;
      readonly counted?: number;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Undefined where the samples leave none. */
export function valueIn(computation: Computation): number | undefined {
  switch (computation.kind) {
    case 'share':
      return meanOf(computation.hits);
    case 'area':
      return areaOf(rankingOf(computation.scores), computation.isPositive);
    case 'weighted':
      return computation.metric();
    case 'none':
      return undefined;
  }
}

function meanOf(hits: Uint8Array): number | undefined {
  return hits.length > 0 ? hits.reduce((sum, hit) => sum + hit, 0) / hits.length : undefined;
}

/** Of the same samples; `isLessBetter` of errors; `tests`: how many share the work. Undefined where the two can't be
 * compared. */
export function compareComputations(
  before: Computation,
  now: Computation,
  isLessBetter: boolean,
  tests: number,
): PairedMetric | undefined {
  if (before.kind === 'share' && now.kind === 'share') {
    return before.hits.length === now.hits.length ? compareShares(before.hits, now.hits) : undefined;
  }
  if (before.kind === 'area' && now.kind === 'area') return compareAreas(before.scores, now.scores, now.isPositive);
  if (before.kind !== 'weighted' || now.kind !== 'weighted') return undefined;
  const [a, b]: readonly WeightedMetric[] = [before.metric, now.metric];
  const resampling = { strata: now.strata, work: tests * now.work };
  return comparePairs(a, b, resampling, (difference) => (isLessBetter ? difference > 0 : difference < 0));
}
