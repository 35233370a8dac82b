// The activation that a teacher ends in: logits are what stands in front of it.
import { log } from '../base/elementary.ts';
import { reject } from '../base/problem.ts';
import type { Task } from '../base/task.ts';

export type FinalActivation = 'softmax' | 'sigmoid';

/**
 * Whether the answer is to be read in front of the activation. `name`: as the teacher's format calls it. Leaves the
 * enclosing attempt where it answers another question than the task.
 */
export function readsInFront(activation: FinalActivation, task: Task, name: string): boolean {
  if (task === 'regression') return false;
  const isYesOrNo = task !== 'classify';
  if (activation === 'softmax' && isYesOrNo) {
    const what = `the teacher ends in ${name}, which chooses one of several classes; for task ${task}`;
    reject('teacher/softmax', `${what} export it with one output for each yes or no`);
  }
  if (activation === 'sigmoid' && !isYesOrNo) {
    const what = `the teacher ends in ${name}, which answers each class by itself and not among the others`;
    reject('teacher/logistic', `${what}; export it without its last layer`);
  }
  return true;
}

/** Whether every row is a list of probabilities, as from a softmax written out in other operators. */
export function areProbabilities(values: Float32Array, classes: number): boolean {
  for (let from = 0; from < values.length; from += classes) {
    let sum = 0;
    for (let c = from; c < from + classes; c++) {
      if (!(values[c] >= 0)) return false;
      sum += values[c];
    }
    if (!(Math.abs(sum - 1) <= 0.01)) return false;
  }
  return true;
}

/** What the report says of an engine; its answers may have been probabilities. */
export function engineText(engine: string, isSoftmaxed: boolean): string {
  return isSoftmaxed ? `${engine}, log of its probabilities` : engine;
}

/** Softmax of log p is p again; what was rounded to zero counts as 1e-7, float32's resolution beside 1. */
export function logsOfProbabilities(values: Float32Array): Float32Array {
  return values.map((p) => log(Math.max(p, 1e-7)));
}
