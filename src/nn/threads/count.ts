// How many threads a training step is worth: each must have enough to do between two barriers.
import { sizeOf } from '../../base/shape.ts';
import type { Network } from '../network/network.ts';

/** Multiplications that take about 50 us on one core: some ten times what a barrier of sleeping threads costs. */
const LEAST_WORK = 750_000;
/** What a value of a layer costs besides its multiplications, in theirs: 64 digits through the network of fixtures/digits take 0.6 ms, of
 * which the multiplications are half (node bench/run.mjs bench/train.ts measures such steps). */
const WORK_A_VALUE = 15;
/** Forward, gradient of the input, gradient of the weights. */
const PASSES = 3;

/** At most `most`. `phases`: stretches between two barriers in one step. */
export function threadsWorth({ nodes }: Network, batch: number, phases: number, most: number): number {
  const works = nodes.map((node) => {
    const values = sizeOf(node.outputShape);
    const weights = 'parameters' in node && 'weight' in node.parameters ? node.parameters : undefined;
    const multiplications = weights ? (weights.weight.length * values) / weights.bias.length : 0;
    return PASSES * multiplications + WORK_A_VALUE * values;
  });
  const work = batch * works.reduce((sum, w) => sum + w, 0);
  return Math.max(1, Math.min(most, Math.floor(work / (phases * LEAST_WORK))));
}
