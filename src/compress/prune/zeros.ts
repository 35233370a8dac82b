// Training that leaves weights at zero, and the pruning that makes them so, step by step.
import { sizeOf } from '../../base/shape.ts';
import { isMixing } from '../../nn/network/mixing.ts';
import type { Network } from '../../nn/network/network.ts';
import type { AnyNode } from '../../nn/network/node.ts';
import { parametersOf } from '../../nn/network/parameters.ts';
import type { StepHook, TrainerHooks } from '../../nn/trainer.ts';
import { dropLeast, dropTwoOfFour, type WeightShape } from './masks.ts';
import type { SparsityPattern } from './params.ts';
import { sparsityAt } from './schedule.ts';

/** A layer whose weights are pruned: convolutions and dense layers. Of a depthwise one each weight is a large part of
 * its channel, and all of them are a small part of the model. */
export interface PrunedLayer extends WeightShape {
  readonly node: number;
  readonly name: string;
  readonly weights: number;
}

/** Also of the network that learns quantized, whose layers have the same kinds. */
export function prunedLayers({ nodes }: Pick<Network, 'nodes'>): readonly PrunedLayer[] {
  return nodes.flatMap((node: AnyNode, index): PrunedLayer[] => {
    if (!isMixing(node)) return [];
    const { name, parameters } = node;
    const { weight, bias } = parameters;
    const outputs = bias.length;
    const taps = node.kind === 'conv2d' ? sizeOf(node.kernel) : 1;
    return [{ node: index, name, weights: weight.length, outputs, inputs: weight.length / outputs / taps }];
  });
}

/** Weights that are zero when a step begins are zero when it ends. */
export function keptZeros(layers: readonly PrunedLayer[]): Required<Pick<TrainerHooks, 'beforeStep' | 'afterStep'>> {
  const zeros = new Map<PrunedLayer, Uint32Array>();
  return {
    beforeStep(_, parameter) {
      for (const layer of layers) {
        const places: number[] = [];
        for (const [i, weight] of parameter(layer.node, 'weight').entries()) if (weight === 0) places.push(i);
        zeros.set(layer, Uint32Array.from(places));
      }
    },
    afterStep(_, parameter) {
      for (const layer of layers) {
        const weights = parameter(layer.node, 'weight');
        for (const place of zeros.get(layer) ?? []) weights[place] = 0;
      }
    },
  };
}

export interface Pruning {
  readonly sparsity: number;
  readonly pattern: SparsityPattern;
  /** Over so many steps the zeros grow; then they stay. */
  readonly steps: number;
}

/** Zeros are added so many times. */
const TIMES = 50;

/** Prunes each layer to the same share. */
export function pruner(
  layers: readonly PrunedLayer[],
  { sparsity, pattern, steps }: Pruning,
): Omit<TrainerHooks, 'parts'> {
  const { beforeStep, afterStep } = keptZeros(layers);
  const every = Math.max(1, Math.floor(steps / TIMES));
  const prune: StepHook = ({ number }, parameter) => {
    for (const layer of layers) {
      const weights = parameter(layer.node, 'weight');
      if (pattern === '2:4') dropTwoOfFour(weights, layer);
      else dropLeast(weights, Math.round(sparsityAt(number, steps, sparsity) * weights.length));
    }
  };
  const isDue = (number: number) =>
    pattern === '2:4' ? number === 1 : number <= steps && (number % every === 0 || number === steps);
  return {
    beforeStep,
    afterStep(step, parameter) {
      afterStep(step, parameter);
      if (isDue(step.number)) prune(step, parameter);
    },
  };
}

/** How many of the weights that may be pruned are zero. */
export function zerosIn(network: Pick<Network, 'nodes'>): { readonly zeros: number; readonly weights: number } {
  const parameter = parametersOf(network);
  let [zeros, weights] = [0, 0];
  for (const { node, weights: count } of prunedLayers(network)) {
    zeros += parameter(node, 'weight').reduce((sum, value) => sum + Number(value === 0), 0);
    weights += count;
  }
  return { zeros, weights };
}
