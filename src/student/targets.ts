// What training wants a network to answer: the labels, smoothed and weighed as kd.yaml says.

import { listFirst } from '../base/one-of.ts';
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { type Dataset, gather, hasClasses, outputsOf, taskOf } from '../data/dataset.ts';
import type { TrainingParams } from './params.ts';

export interface Shaping {
  /** The share of a label that goes to all classes alike (Szegedy et al. 2016, section 7). */
  readonly smoothing: number;
  /** By class; absent: 1 each. */
  readonly weights?: readonly number[];
}

export type ShapingParams = Pick<TrainingParams, 'labelSmoothing' | 'classWeights'>;

const PLAIN: Shaping = { smoothing: 0 };

/** [indices.length, outputs] of these samples. */
export function targetsOf(dataset: Dataset, indices: ArrayLike<number>, shaping: Shaping = PLAIN): Float32Array {
  if (taskOf(dataset) === 'classify') return classTargets(dataset, indices, shaping);
  if (hasClasses(dataset)) return Float32Array.from(indices, (i) => dataset.labels[i]);
  const { targets } = dataset;
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

function classTargets(
  { labels, classes }: Dataset,
  indices: ArrayLike<number>,
  { smoothing, weights }: Shaping,
): Float32Array {
  const count = classes.length;
  const targets = new Float32Array(indices.length * count);
  for (let row = 0; row < indices.length; row++) {
    const label = labels[indices[row]];
    const weight = weights?.[label] ?? 1;
    const each = (weight * smoothing) / count;
    targets.fill(each, row * count, (row + 1) * count);
    targets[row * count + label] = weight * (1 - smoothing) + each;
  }
  return targets;
}

/** Problem: `student/class-weights`. */
export function shapingOf(train: Dataset, { labelSmoothing, classWeights }: ShapingParams): Outcome<Shaping> {
  return attempt(() => {
    const weights = classWeights === 'balanced' ? balancedWeights(train) : classWeights;
    if (weights) must(checkWeights(weights, train.classes.length));
    return { smoothing: labelSmoothing, ...(weights && { weights }) };
  });
}

/** samples / (classes * samples of the class), so that the mean over the samples is 1. Classes without any don't
 * count. */
function balancedWeights({ labels, classes }: Dataset): readonly number[] {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]++;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : labels.length / (present * count)));
}

function checkWeights(weights: readonly number[], classes: number): Outcome<void> {
  return attempt(() => {
    if (weights.length === classes) return;
    const wrong = `there are ${weights.length} class weights for ${classes} classes`;
    reject('student/class-weights', `${wrong}; write one for each, or "balanced"`, { path: 'classWeights' });
  });
}

const MOST_SHOWN = 10;

/** What follows the formula of the loss; nothing for plain labels. */
export function describeShaping({ labelSmoothing, classWeights }: ShapingParams): string {
  const smoothed = labelSmoothing === 0 ? '' : `, labels smoothed by ${labelSmoothing}`;
  if (classWeights === undefined) return smoothed;
  const weights = classWeights === 'balanced' ? classWeights : listFirst(classWeights.map(String), MOST_SHOWN);
  return `${smoothed}, class weights ${weights}`;
}
