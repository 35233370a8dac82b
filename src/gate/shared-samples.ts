// Samples that a student is tested on and has learned from: its accuracy is then not that of unseen data.
import { sizeOf } from '../base/shape.ts';
import type { Dataset } from '../data/dataset.ts';
import { sampleAt } from '../data/stored-values.ts';

/** Of the test set, so that the table stays small; a test set that large has its share in the first of them. */
const MOST_LOOKED_AT = 2 ** 20;

/** How many of the test samples have the values of a training sample, whatever type they are stored in. */
export function sharedSamples(train: Dataset, test: Dataset): number {
  const keyOf = sampleKeys(`${train.digest}${test.digest}`, sizeOf(test.shape));
  const counts = new Map<number, number>();
  for (let i = 0; i < Math.min(test.count, MOST_LOOKED_AT); i++) {
    const key = keyOf(test, i);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let shared = 0;
  for (let i = 0; i < train.count && counts.size > 0; i++) {
    const key = keyOf(train, i);
    shared += counts.get(key) ?? 0;
    counts.delete(key);
  }
  return shared;
}

/**
 * 53 bits for a sample. The digests of the files are the seed, so that nobody can write files whose samples seem alike.
 * Multipliers and shifts: the finalizer of MurmurHash3 (fmix32).
 */
function sampleKeys(digests: string, size: number): ({ values }: Dataset, sample: number) => number {
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  const seeds = [0, 64].map((at) => Number.parseInt(digests.slice(at, at + 8), 16) | 0);
  return ({ values }, index) => {
    let [high, low] = seeds;
    for (const value of sampleAt(values, index, size)) {
      // Minus zero is zero.
      float[0] = value + 0;
      high = Math.imul(high ^ bits[0], 0x85ebca6b);
      high ^= high >>> 13;
      low = Math.imul(low ^ bits[0], 0xc2b2ae35);
      low ^= low >>> 16;
    }
    return (high >>> 0) * 2 ** 21 + (low >>> 11);
  };
}
