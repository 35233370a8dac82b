// Quantization-aware training, but for the training itself: a trained float network to one that learns with fake
// quantization, and what that learned to the weights and ranges of an integer model.

import { AWARE_PARTS } from '../../nn/aware/index.ts';
import type { Network } from '../../nn/network/network.ts';
import { parametersOf } from '../../nn/network/parameters.ts';
import type { TrainerOptions } from '../../nn/trainer.ts';
import type { ValueRanges } from '../calibrate.ts';
import type { FoldedNetwork } from '../folded.ts';
import { hasWeights } from '../folded.ts';
import type { NumberParams } from '../params.ts';
import { awareNetwork } from './aware-network.ts';
import { ACTIVATION_TYPES } from './levels.ts';
import { learnedRanges, rangeLearner, startRanges } from './ranges.ts';

export interface QatInput {
  /** Of the trained float network. */
  readonly folded: FoldedNetwork;
  /** To start from. */
  readonly ranges: ValueRanges;
  readonly params: NumberParams;
  /** The most samples of a step. */
  readonly batch: number;
  /** How many steps the ranges follow the values; then they are frozen. */
  readonly learningSteps: number;
}

export interface Qat {
  /** To be trained: its answers are those of the integer model. */
  readonly network: Network;
  /** What its trainer needs besides. */
  readonly options: Pick<TrainerOptions, 'parts' | 'afterStep'>;
  /** What `quantize` makes the trained network's model of. */
  finish(trained: Network): { readonly folded: FoldedNetwork; readonly ranges: ValueRanges };
}

export function prepareQat({ folded, ranges, params, batch, learningSteps }: QatInput): Qat {
  const type = ACTIVATION_TYPES[params.mode];
  const aware = awareNetwork(folded, params, batch);
  startRanges(aware, ranges, type);
  return {
    network: aware.network,
    options: { parts: AWARE_PARTS, afterStep: rangeLearner(aware, type, learningSteps) },
    finish(trained) {
      const parameter = parametersOf(trained);
      const nodes = folded.nodes.map((node, index) => {
        const at = aware.weightsAt.get(index);
        if (at === undefined || !hasWeights(node)) return node;
        return { ...node, parameters: { weight: parameter(at, 'weight'), bias: parameter(at, 'bias') } };
      });
      return { folded: { ...folded, nodes }, ranges: learnedRanges(aware, trained, ranges) };
    },
  };
}
