// Layers that only training knows: 1x1 convolutions from a student's layer to as many channels as the teacher's has
// (the regressor of FitNets, Romero et al. 2015). They learn with the student and are then thrown away.

import { LAYERS } from '../layers/index.ts';
import type { LayerList } from '../layers/layer.ts';
import type { AnyFeatureLoss, FeatureTerm } from '../losses/features/feature-loss.ts';
import { initialise } from './initialise.ts';
import type { Network, Node } from './network.ts';

/** A term with the loss that is meant. */
export interface ComparedTerm extends FeatureTerm {
  readonly entry: AnyFeatureLoss;
}

export interface Regressors {
  /** Nodes behind those of the network. */
  readonly nodes: readonly Node[];
  /** For each term the index of the node that is compared with the teacher's. */
  readonly compared: readonly number[];
}

export const NO_REGRESSORS: Regressors = { nodes: [], compared: [] };

export function regressorsOf(
  network: Network,
  terms: readonly ComparedTerm[],
  layers: LayerList,
  seed: number,
): Regressors {
  const nodes: Node[] = [];
  const compared = terms.map(({ entry, node: index, teacherShape }, i) => {
    const node = network.nodes[index];
    const shape = node.outputShape;
    const channels = teacherShape[teacherShape.length - 1];
    if (!entry.regresses || shape[shape.length - 1] === channels) return index;
    const position = {
      name: `${node.name}/regressor_${i}`,
      layer: node.layer,
      inputs: [index],
      shapes: [shape],
      allocate: (count: number) => new Float32Array(count),
    };
    const plain = { activation: 'none', batchNorm: false, bias: true } as const;
    const window = { kernel: 1, stride: 1, dilation: 1, padding: 'same' } as const;
    nodes.push(
      shape.length === 1
        ? LAYERS.dense.expand({ units: channels, ...plain }, position)
        : LAYERS.conv2d.expand({ filters: channels, ...window, ...plain }, position),
    );
    return network.nodes.length + nodes.length - 1;
  });
  initialise(nodes, layers, seed, 'regressor');
  return { nodes, compared };
}
