// Batch norm's statistics for a network whose weights still moved when its training ended: the moving ones are those of
// weights that it has no more. They are measured over the training samples then ("precise" batch norm: Wu and Johnson
// 2021, "Rethinking Batch in BatchNorm", section 3).
import { onlyKeyOf } from '../base/one-of.ts';
import { permutation, random } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import { type Dataset, gather } from '../data/dataset.ts';
import type { LossList } from '../nn/losses/loss.ts';
import type { Samples } from '../nn/trainer.ts';
import { batchesOf } from './batches.ts';
import { goodnessOf } from './score.ts';
import type { Split } from './split.ts';
import type { KeptEpoch } from './train.ts';
import { type ShapedInput, validate } from './validation.ts';

/** Of the highest learning rate: below it the moving statistics keep up with the weights. */
const STILL = 0.1;

/** The kept epoch with measured statistics where its learning rate was high, unless it answers fewer held-out samples
 * right with them (regression: errs more). */
export async function withMeasuredStatistics<T extends KeptEpoch>(
  best: T,
  { train: learned, validation: heldOut }: Split,
  input: ShapedInput,
  losses: LossList,
): Promise<T> {
  const { network, bestEpoch, history } = best;
  const { params, train, loss, seed, makeTrainer, trainer: { parts } = {} } = input;
  const { optimizer } = params;
  const { learningRate } = history[bestEpoch - 1];
  const normalises = network.nodes.some(({ kind }) => kind === 'batchNorm');
  if (!normalises || learningRate <= STILL * onlyKeyOf(optimizer).value.learningRate) return best;
  const batch = Math.min(params.batch, learned.length);
  const trainer = await makeTrainer({ network, batch, optimizer, loss, seed, ...(parts && { parts }) });
  try {
    trainer.measureStatistics(mixedBatches(train, learned, batch, seed));
    const measured = { ...best, network: trainer.snapshot() };
    const [before, after] = [history[bestEpoch - 1].validation, validate(trainer, heldOut, input, losses)];
    if (!before || !after) return measured;
    if (!(goodnessOf(after) >= goodnessOf(before))) return best;
    const { accuracy, error } = after;
    return { ...measured, validation: accuracy, ...(error && { validationError: error }) };
  } finally {
    trainer.close();
  }
}

/** The samples as inference sees them, not augmented; those of a class are seldom neighbours. */
function* mixedBatches(train: Dataset, indices: Int32Array, batch: number, seed: number): Generator<Samples> {
  const order = permutation(indices.length, random(seed, 'statistics')).map((i) => indices[i]);
  const x = new Float32Array(batch * sizeOf(train.shape));
  for (const { from, to } of batchesOf(order.length, batch)) {
    gather(train, order.subarray(from, to), x);
    yield { count: to - from, x };
  }
}
