// Metrics of classes: how many samples each has, how many are taken for it, and how many of those rightly.
import type { Weights } from './roc.ts';

export interface ClassCounts {
  readonly right: Float64Array;
  /** Samples of the class. */
  readonly actual: Float64Array;
  /** Samples that are taken for it. */
  readonly predicted: Float64Array;
}

export function countClasses(
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  classes: number,
  weights?: Weights,
): ClassCounts {
  const [right, actual, predicted] = [0, 1, 2].map(() => new Float64Array(classes));
  for (let n = 0; n < labels.length; n++) {
    const weight = weights ? weights[n] : 1;
    actual[labels[n]] += weight;
    predicted[answers[n]] += weight;
    if (labels[n] === answers[n]) right[labels[n]] += weight;
  }
  return { right, actual, predicted };
}

/** The share of a class's samples that are taken for it; undefined where there are none. */
export function recallOf({ right, actual }: ClassCounts, index: number): number | undefined {
  return actual[index] > 0 ? right[index] / actual[index] : undefined;
}

/** The share of samples taken for a class that are of it; 0 where none is taken for it, undefined without samples. */
export function precisionOf({ right, actual, predicted }: ClassCounts, index: number): number | undefined {
  if (predicted[index] > 0) return right[index] / predicted[index];
  return actual[index] > 0 ? 0 : undefined;
}

/** 2 TP / (2 TP + FP + FN), the harmonic mean of both; undefined where the class isn't there at all. */
export function f1Of({ right, actual, predicted }: ClassCounts, index: number): number | undefined {
  const all = actual[index] + predicted[index];
  return all > 0 ? (2 * right[index]) / all : undefined;
}

/** Over classes that have one; undefined where none has. */
export function meanOverClasses(counts: ClassCounts, of: (counts: ClassCounts, index: number) => number | undefined) {
  let [sum, classes] = [0, 0];
  for (let index = 0; index < counts.actual.length; index++) {
    const own = of(counts, index);
    if (own === undefined) continue;
    sum += own;
    classes++;
  }
  return classes > 0 ? sum / classes : undefined;
}
