// What one gets without looking at a sample: whether answers are better than that.
import { type Dataset, hasClasses, outputsOf } from '../data/dataset.ts';
import type { Score } from '../student/score.ts';

/** Samples of each class; of multi-label, those of which each output is to say yes. None for a regression. */
export function countsOf({ task, classes, labels, targets }: Dataset): Int32Array {
  const counts = new Int32Array(classes.length);
  if (hasClasses({ task })) for (const label of labels) counts[label]++;
  else if (classes.length > 0) {
    for (const [i, wanted] of (targets ?? []).entries()) counts[i % classes.length] += wanted;
  }
  return counts;
}

/** Whether answers are no better than always the same one, where samples differ in what they ask. */
export function isGuessing({ accuracy, error }: Score, set: Dataset): boolean {
  if (error) {
    const deviation = deviationOf(set);
    return deviation > 0 && error.mae >= deviation;
  }
  if (!accuracy) return false;
  const { correct, total } = accuracy;
  const share = mostFrequentShare(set);
  return share < 1 && total > 0 && correct / total <= share;
}

function mostFrequentShare(set: Dataset): number {
  const counts = countsOf(set);
  if (hasClasses(set)) return Math.max(...counts) / set.count;
  const right = counts.reduce((sum, yes) => sum + Math.max(yes, set.count - yes), 0);
  return right / (set.count * counts.length);
}

/** Of targets of their own: the mean absolute difference to the mean of each output; else 0. */
function deviationOf(set: Dataset): number {
  const { targets, count } = set;
  if (!targets) return 0;
  const outputs = outputsOf(set);
  const means = new Float64Array(outputs);
  for (const [i, target] of targets.entries()) means[i % outputs] += target / count;
  return targets.reduce((sum, target, i) => sum + Math.abs(target - means[i % outputs]), 0) / targets.length;
}
