// What training wants a network to answer.
import { type Dataset, gather, hasClasses, outputsOf, taskOf } from '../data/dataset.ts';

/** [indices.length, outputs] of these samples. */
export function targetsOf(dataset: Dataset, indices: ArrayLike<number>): Float32Array {
  const { labels, classes, targets } = dataset;
  if (hasClasses(dataset)) {
    const own = Array.from(indices, (i) => labels[i]);
    return taskOf(dataset) === 'classify' ? oneHot(own, classes.length) : Float32Array.from(own);
  }
  const outputs = outputsOf(dataset);
  const wanted = new Float32Array(indices.length * outputs);
  if (!targets) {
    gather(dataset, indices, wanted);
    return wanted;
  }
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * outputs;
    wanted.set(targets.subarray(from, from + outputs), row * outputs);
  }
  return wanted;
}

/** [labels.length, classes]: 1 for a label's class, 0 for the others. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) targets[row * classes + labels[row]] = 1;
  return targets;
}
