// What training wants a network to answer.
import type { Dataset } from '../data/dataset.ts';

/** [indices.length, classes] of these samples. */
export function targetsOf({ labels, classes }: Dataset, indices: ArrayLike<number>): Float32Array {
  return oneHot(
    Array.from(indices, (i) => labels[i]),
    classes.length,
  );
}

/** [labels.length, classes]: 1 for a label's class, 0 for the others. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) targets[row * classes + labels[row]] = 1;
  return targets;
}
