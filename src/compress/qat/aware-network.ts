// A folded network in the form that learns with fake quantization: rounded weights, and a node that rounds wherever the
// integer model has a tensor of its own.
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { Network, Node } from '../../nn/network/network.ts';
import type { AnyNode } from '../../nn/network/node.ts';
import { LEVEL_FIELDS } from '../../simd/levels.ts';
import type { Activation, FoldedInput, FoldedKind, FoldedNetwork, FoldedNode } from '../folded.ts';
import { hasWeights } from '../folded.ts';
import type { NumberParams } from '../params.ts';
import { OUTPUT_RULES } from '../quantize.ts';

/** A quantized tensor of its own range. Indices are of nodes of the aware network. */
export interface Quantizer {
  /** The node that rounds to it. */
  readonly node: number;
  /** Of the folded node: where calibration has its range; -1: the network's input. */
  readonly origin: number;
  readonly activation: Activation;
  /** What keeps its scale: pools and clamps. */
  readonly followers: Follower[];
  /** Layers with weights that read it, or a tensor that keeps its scale. */
  readonly readers: number[];
}

export interface Follower {
  readonly node: number;
  readonly activation: Activation;
  /** How many levels one of its levels is the mean of. */
  readonly count: number;
}

export interface AwareNetwork {
  /** Of kinds of nn/aware. Ranges, levels and scales are zeros still. */
  readonly network: Network;
  readonly quantizers: readonly Quantizer[];
  /** By index of the folded node: the node with its weights, and the one with its values. */
  readonly weightsAt: ReadonlyMap<number, number>;
  readonly valuesAt: readonly number[];
}

/** `batch`: the most samples of a step. */
export function awareNetwork(folded: FoldedNetwork, params: NumberParams, batch: number): AwareNetwork {
  const nodes: AnyNode[] = [];
  const places = new Map<FoldedInput, Place>();
  const weightsAt = new Map<number, number>();
  const add = (node: AnyNode) => nodes.push(node) - 1;
  const quantizerAt = (name: string, origin: number, activation: Activation, input: number, shape: Shape): Place => {
    const parameters = { range: new Float32Array(2), ...(origin >= 0 && { extremes: new Float32Array(2 * batch) }) };
    const node = add(rounding(name, input, shape, parameters));
    return { node, quantizer: { node, origin, activation, followers: [], readers: [] } };
  };
  places.set(-1, quantizerAt('input', -1, 'none', -1, folded.inputShape));
  for (const [index, node] of folded.nodes.entries()) {
    const inputs = node.inputs.map((input) => placeOf(places, input));
    const [{ quantizer: source }] = inputs;
    const computed = plainNode(node, inputs, params);
    const made = computed ? add(computed) : inputs[0].node;
    if (hasWeights(node)) {
      weightsAt.set(index, made);
      source.readers.push(made);
    }
    const activation = activationOf(node);
    const name = `${node.name}/quantized`;
    if (OUTPUT_RULES[node.kind] === 'calibrated') {
      places.set(index, quantizerAt(name, node.origin, activation, made, node.outputShape));
      continue;
    }
    const count = node.kind === 'averagePool' ? sizeOf(node.kernel) : 1;
    const follows = count > 1 || activation !== 'none';
    const end = follows ? add(rounding(name, made, node.outputShape)) : made;
    if (follows) source.followers.push({ node: end, activation, count });
    places.set(index, { node: end, quantizer: source });
  }
  const valuesAt = folded.nodes.map((_, index) => placeOf(places, index).node);
  const quantizers = [...new Set([...places.values()].map(({ quantizer }) => quantizer))];
  // Kinds of nn/aware, which training finds in its own list.
  return { network: { inputShape: folded.inputShape, nodes: nodes as Node[] }, quantizers, weightsAt, valuesAt };
}

/** Where a folded node's values are, and whose scale they have. */
interface Place {
  readonly node: number;
  readonly quantizer: Quantizer;
}

function placeOf(places: ReadonlyMap<FoldedInput, Place>, input: FoldedInput): Place {
  const place = places.get(input);
  if (!place) throw new Error(`folded node ${input} comes later`);
  return place;
}

function rounding(
  name: string,
  input: number,
  outputShape: Shape,
  parameters: Readonly<Record<string, Float32Array>> = {},
): AnyNode {
  const levels = new Float32Array(LEVEL_FIELDS.length);
  return { kind: 'fakeQuantize', name, inputs: [input], outputShape, layer: 0, parameters: { ...parameters, levels } };
}

function activationOf(node: FoldedNode): Activation {
  if (node.kind === 'relu' || node.kind === 'relu6') return node.kind;
  return 'activation' in node ? node.activation : 'none';
}

/** What the node computes in front of its activation. */
type Form<K extends FoldedKind> = (
  node: FoldedNode & { readonly kind: K },
  common: Omit<AnyNode, 'kind'>,
  params: NumberParams,
) => AnyNode | undefined;

const weighted = (
  {
    kind,
    parameters: { weight, bias },
    ...settings
  }: FoldedNode & { readonly kind: 'conv2d' | 'depthwiseConv2d' | 'dense' },
  common: Omit<AnyNode, 'kind'>,
  perTensor: boolean,
): AnyNode => {
  const parameters = { weight, bias, inputScale: new Float32Array(1) };
  const node = { ...settings, ...common, kind, perTensor, trainBias: true, parameters };
  return node;
};

const FORMS = {
  dense: (node, common, params) => weighted(node, common, params.dense === 'per-tensor'),
  conv2d: (node, common) => weighted(node, common, false),
  depthwiseConv2d: (node, common) => weighted(node, common, false),
  maxPool: pool,
  averagePool: pool,
  add: ({ kind }, common) => ({ ...common, kind }),
  // Its inputs are rounded to ranges of their own; the model has one for all (same-scale.ts).
  concat: ({ kind }, common) => ({ ...common, kind }),
  pad: ({ top, bottom, left, right }, common) => ({ ...common, kind: 'zeroPad', top, bottom, left, right }),
  reshape: ({ kind }, common) => ({ ...common, kind }),
  softmax: ({ kind }, common) => ({ ...common, kind }),
  sigmoid: ({ kind }, common) => ({ ...common, kind }),
  // Rounding alone.
  relu: () => undefined,
  relu6: () => undefined,
} satisfies { [K in FoldedKind]: Form<K> };

function pool(
  { kind, kernel, stride, padding }: FoldedNode & { readonly kind: 'maxPool' | 'averagePool' },
  common: Omit<AnyNode, 'kind'>,
): AnyNode {
  const window = { kernel, stride, padding };
  return { ...common, kind, ...window };
}

function plainNode(node: FoldedNode, places: readonly Place[], params: NumberParams): AnyNode | undefined {
  const { name, outputShape } = node;
  const inputs = places.map((place) => place.node);
  // Each form takes exactly its own kind of node; TypeScript can't see that across a computed key.
  const form = FORMS[node.kind] as Form<FoldedKind>;
  return form(node, { name, inputs, outputShape, layer: 0 }, params);
}
