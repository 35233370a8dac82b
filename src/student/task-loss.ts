// The loss that a task is trained with.
import type { Dataset } from '../data/dataset.ts';
import { taskOf } from '../data/dataset.ts';
import { LABELS_ALONE } from '../nn/losses/distillation.ts';
import type { LossChoice } from '../nn/losses/loss.ts';

/** Of `distill:`, or of a teacher's `train:`, which has no teacher of its own. */
export interface LossParams {
  readonly alpha?: number;
  readonly temperature?: number;
  readonly huber?: number;
  /** Instead of that of alpha and temperature. */
  readonly loss?: LossChoice;
}

/** Without a teacher the data alone count. */
export function lossFor(train: Dataset, params: LossParams, isTaught: boolean): LossChoice {
  const { alpha, temperature } = isTaught ? { ...LABELS_ALONE, ...params } : LABELS_ALONE;
  const task = taskOf(train);
  if (task === 'regression')
    return { regression: { alpha, ...(params.huber !== undefined && { delta: params.huber }) } };
  if (task !== 'classify') return { binary: { alpha, temperature } };
  return (isTaught && params.loss) || { distillation: { alpha, temperature } };
}
