// Labels as the targets that a training step takes.

/** [labels.length, classes]: 1 for a label's class, 0 for the others. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) targets[row * classes + labels[row]] = 1;
  return targets;
}
