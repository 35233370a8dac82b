// Training data in two: samples to learn from, and samples held out to choose the best epoch.
import { permutation, random } from '../base/random.ts';
import { type Dataset, hasClasses } from '../data/dataset.ts';

export interface Split {
  /** Sample indices in ascending order. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** Of each class the same share; without classes of all samples. */
export function splitOf(train: Dataset, share: number, seed: number): Split {
  if (hasClasses(train)) return splitByClass(train.labels, train.classes.length, share, seed);
  return splitByClass(new Int32Array(train.count), 1, share, seed);
}

/** Holds out the same share of each class, rounded; a class keeps at least one sample to learn from. */
export function splitByClass(labels: Int32Array, classes: number, share: number, seed: number): Split {
  const source = random(seed, 'validation');
  const isHeldOut = new Uint8Array(labels.length);
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (let i = 0; i < labels.length; i++) members[labels[i]].push(i);
  for (const samples of members) {
    const wanted = Math.min(Math.round(samples.length * share), samples.length - 1);
    const order = permutation(samples.length, source);
    for (let i = 0; i < wanted; i++) isHeldOut[samples[order[i]]] = 1;
  }
  const indices = Int32Array.from({ length: labels.length }, (_, i) => i);
  return { train: indices.filter((i) => isHeldOut[i] === 0), validation: indices.filter((i) => isHeldOut[i] === 1) };
}
