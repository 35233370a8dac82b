// A second, short training of a network that has learned already: fewer epochs, a lower rate that falls to zero.
import { onlyKeyOf } from '../base/one-of.ts';
import type { Dataset } from '../data/dataset.ts';
import { batchesOf } from './batches.ts';
import type { DistillParams } from './params.ts';
import { splitOf } from './split.ts';

export interface FineTuning {
  readonly epochs: number;
  /** At its highest. */
  readonly learningRate: number;
}

/** The same loss of the answers, batches, optimizer and held-out samples as in the first training; layers are compared
 * no more. */
export function fineTuningParams(params: DistillParams, { epochs, learningRate }: FineTuning): DistillParams {
  const { name, value } = onlyKeyOf(params.optimizer);
  const optimizer = { [name]: { ...value, learningRate } };
  return {
    ...params,
    epochs,
    optimizer,
    schedule: { ...params.schedule, kind: 'cosine', warmup: 0 },
    earlyStopping: 0,
    hints: undefined,
    attention: undefined,
  };
}

/** Steps of an epoch, and the most samples of one. */
export function stepsOf(
  data: Dataset,
  { batch, validation }: DistillParams,
  seed: number,
): { readonly steps: number; readonly batch: number } {
  const { train } = splitOf(data, validation, seed);
  return { steps: batchesOf(train.length, batch).length, batch: Math.min(batch, train.length) };
}
