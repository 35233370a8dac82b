// A metric of two models on the same test samples, and whether its change for the worse can be chance.
import { comparePaired } from '../paired.ts';

export interface PairedMetric {
  readonly test: 'McNemar' | 'DeLong' | 'bootstrap';
  /** The new model's value less the base's, and its 95 % interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** One-sided: how likely such a change for the worse is where there is none. */
  readonly p: number;
  /** Of McNemar's test: answers that only the base has right, and that only the new model has right. */
  readonly lost?: number;
  readonly gained?: number;
}

/** Of shares of right answers: 1 for each sample that is right, in the same order. */
export function compareShares(before: Uint8Array, now: Uint8Array): PairedMetric {
  const { difference, low, high, pDrop, lost, gained } = comparePaired(before, now);
  return { test: 'McNemar', difference, low, high, p: pDrop, lost, gained };
}
