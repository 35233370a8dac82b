// Which epoch of a training is kept, by its answers on the held-out samples.
import type { TrainingParams } from './params.ts';
import { deviationOf, goodnessOf } from './score.ts';
import type { Epoch } from './train.ts';
import type { ValidationScore } from './validation.ts';

/** Standard errors within which two scores are taken for equal: 95 % of what chance does. */
const WITHIN = 2;
/** Of the right answers, or of the error: more is never put down to chance. */
const MOST_SHARE = 0.1;
/** With fewer held-out samples scores tell too little, and the loss more. */
const FEWEST = 20;

/** The epoch, from 1, with the best score of those from `from` on; among equals that of the least loss, then the first.
 * Without held-out samples the last. 0 where there is none. `before`: the same before the newest epoch. */
export function peakOf(history: readonly Epoch[], from: number, before?: number): number {
  let peak = before ?? 0;
  for (const { epoch, validation } of history.slice(before === undefined ? from - 1 : -1)) {
    if (epoch >= from && (peak === 0 || isBetter(validation, history[peak - 1].validation))) peak = epoch;
  }
  return peak;
}

function isBetter(newest?: ValidationScore, best?: ValidationScore): boolean {
  if (!newest || !best) return true;
  const gained = goodnessOf(newest) - goodnessOf(best);
  return gained > 0 || (gained === 0 && newest.loss < best.loss);
}

/**
 * Whether the newest epoch is kept. Where the learning rate falls it is unless its score is worse than that of `peak`
 * by more than chance: the highest of many noisy scores is luck more often than a better network, and weights settle
 * while the rate falls. With a constant rate, or a few held-out samples, the peak is kept.
 */
export function isKept(
  history: readonly Epoch[],
  peak: number,
  { schedule }: Pick<TrainingParams, 'schedule'>,
): boolean {
  const { epoch, validation } = history[history.length - 1];
  const best = history[peak - 1]?.validation;
  if (!best || !validation || peak === epoch) return true;
  if (schedule.kind === 'constant' || totalOf(best) < FEWEST) return false;
  const most = MOST_SHARE * Math.abs(goodnessOf(best));
  return goodnessOf(validation) >= goodnessOf(best) - Math.min(WITHIN * deviationOf(best), most);
}

function totalOf({ accuracy, error }: ValidationScore): number {
  return (accuracy ?? error)?.total ?? 0;
}
