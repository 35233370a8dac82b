// Whether a network answers what the data ask, by the task.
import type { Problem } from '../base/problem.ts';
import { type Dataset, outputsOf, taskOf } from '../data/dataset.ts';
import { checkClasses, checkOutputs } from '../nn/network/build.ts';
import type { Network } from '../nn/network/network.ts';

/** Problems: `network/classes` and `network/outputs`. */
export function checkAnswers(network: Network, data: Dataset): readonly Problem[] {
  const task = taskOf(data);
  if (task === 'classify') return checkClasses(network, data.classes.length);
  const isOwnTarget = task === 'regression' && data.targets === undefined;
  return checkOutputs(network, task, [[outputsOf(data)], ...(isOwnTarget ? [data.shape] : [])]);
}
