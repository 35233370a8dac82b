// How many threads share a training step: each must have enough to do between two barriers.
import { sizeOf } from '../../base/shape.ts';
import { type LayerList, layerOf } from '../layers/layer.ts';
import type { Network } from '../network/network.ts';

/** Multiplications that take about 50 us on one core: some ten times what a barrier of sleeping threads costs. */
const LEAST_WORK = 750_000;
/** What a value of a layer costs besides its multiplications, in theirs. 64 digits through the network of
 * fixtures/digits take 0.6 ms, of which the multiplications are half: `npm run bench:train` measures such steps. */
const WORK_A_VALUE = 15;
/** Forward, gradient of the input, gradient of the weights. */
const PASSES = 3;

/** At most `most`. `phases`: stretches between two barriers in one step. */
export function threadCount(
  { nodes }: Network,
  layers: LayerList,
  { batch, phases, most }: { readonly batch: number; readonly phases: number; readonly most: number },
): number {
  const works = nodes.map((node) => {
    const values = sizeOf(node.outputShape);
    const fans = layerOf(layers, node.kind).fans?.(node);
    return PASSES * (fans ? fans.fanIn * values : 0) + WORK_A_VALUE * values;
  });
  const work = batch * works.reduce((sum, w) => sum + w, 0);
  return Math.max(1, Math.min(most, Math.floor(work / (phases * LEAST_WORK))));
}
