// The .tflite file that a network would become, before anybody trains it: how many bytes there are doesn't depend on
// what the weights are, so that any numbers stand for them.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import { ACTIVATION_NUMBERS } from '../compress/affine.ts';
import { fold } from '../compress/fold.ts';
import {
  channelsOf,
  type FoldedNetwork,
  type FoldedNode,
  type FoldedWeightNode,
  hasWeights,
} from '../compress/folded.ts';
import { lower } from '../compress/lower.ts';
import type { NumberParams } from '../compress/params.ts';
import {
  OUTPUT_RULES,
  type OutputRule,
  type QuantizedNetwork,
  type QuantizedNode,
  type QuantizedWeights,
} from '../compress/quantize.ts';
import type { DataSize } from '../nn/architectures/architecture.ts';
import { layersOf, type NetworkSection } from '../nn/architectures/expand.ts';
import { connectNetwork } from '../nn/network/build.ts';
import type { Network } from '../nn/network/network.ts';
import type { Model } from '../tflite/model.ts';
import { writeModel } from '../tflite/write.ts';
import { drawnWeights, type WeightForm } from './drawn-weights.ts';

/** How its numbers are stored. */
export type UntrainedParams = NumberParams & { readonly form?: WeightForm };

const ALL_VALUES: WeightForm = { sparsity: 0 };

export interface UntrainedModel {
  readonly model: Model;
  readonly bytes: Uint8Array;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
  /** Weights and biases. */
  readonly parameters: number;
}

/** The network of a student, all weights zero. Problems: `network/...`. */
export function connectedStudent(section: NetworkSection, data: DataSize): Outcome<Network> {
  return attempt(() => must(connectNetwork(data.inputShape, must(layersOf(section, data)))));
}

/** Quantized by ranges that stand for those of a training. */
export function untrainedModel(network: Network, params: UntrainedParams): Outcome<UntrainedModel> {
  return attempt(() => {
    const folded = fold(network, (weights) => weights);
    if (folded.nodes.length === 0) reject('compress/no-operators', 'the network computes nothing; add a layer');
    const model = lower(nominal(folded, params));
    const weighted = folded.nodes.filter(hasWeights);
    return {
      model,
      bytes: writeModel(model),
      macs: weighted.reduce((sum, node) => sum + macsOf(node), 0),
      parameters: weighted.reduce((sum, { parameters: { weight, bias } }) => sum + weight.length + bias.length, 0),
    };
  });
}

/** As the simulator counts them: each weight once at each position. */
function macsOf({ parameters: { weight }, outputShape }: FoldedWeightNode): number {
  return weight.length * sizeOf(outputShape.slice(0, -1));
}

function nominal(folded: FoldedNetwork, params: UntrainedParams): QuantizedNetwork {
  const { affine, probability } = ACTIVATION_NUMBERS[params.mode];
  const input = affine(rangeOf(-1, false));
  const nodes: QuantizedNode[] = [];
  for (const [index, node] of folded.nodes.entries()) {
    const rule: OutputRule = OUTPUT_RULES[node.kind];
    const range = rangeOf(index, isPositive(node));
    const from = node.inputs[0] < 0 ? input : nodes[node.inputs[0]].output;
    const output = rule === 'probability' ? probability : rule === 'as-input' ? from : affine(range);
    const weights = hasWeights(node) ? nominalWeights(node, index, params) : undefined;
    nodes.push({ node, output, range, weights });
  }
  return { mode: params.mode, folded, input, inputRange: rangeOf(-1, false), nodes };
}

/** Each its own, as those of a training are; a compact file writes equal ones once. */
function rangeOf(index: number, isFromZero: boolean) {
  const max = 1 + (index + 2) / 64;
  return { min: isFromZero ? 0 : -1 - (index + 2) / 256, max };
}

function isPositive(node: FoldedNode): boolean {
  return node.kind === 'relu' || ('activation' in node && node.activation !== 'none');
}

/** All different, as trained ones are: a compact file writes equal values once. */
function nominalWeights(node: FoldedWeightNode, index: number, params: UntrainedParams): QuantizedWeights {
  const { shape, dimension } = shapeOfWeights(node);
  const { form = ALL_VALUES } = params;
  const channels = channelsOf(node);
  const perTensor = node.kind === 'dense' && params.dense === 'per-tensor';
  const scales = Array.from({ length: perTensor ? 1 : channels }, (_, c) => 0.01 + (c + 1) / 65536 + index / 1024);
  return {
    values: drawnWeights(sizeOf(shape), index, node.kind === 'depthwiseConv2d' ? ALL_VALUES : form),
    shape,
    scales,
    dimension,
    bias: Int32Array.from({ length: channels }, (_, c) => 65537 * (index + 1) + 257 * c),
    biasScales: scales.map((scale) => scale / 100),
  };
}

/** That of `weightLayout`, without its numbers. */
function shapeOfWeights(node: FoldedWeightNode) {
  const channels = channelsOf(node);
  if (node.kind === 'depthwiseConv2d') return { shape: [1, ...node.kernel, channels], dimension: 3 };
  const inner = node.parameters.weight.length / channels;
  if (node.kind === 'dense') return { shape: [channels, inner], dimension: 0 };
  const [h, w] = node.kernel;
  return { shape: [channels, h, w, inner / (h * w)], dimension: 0 };
}
