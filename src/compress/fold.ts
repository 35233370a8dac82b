// Folds a trained network: batch norm into the layer before it, activations into the operator before them, dropout
// away.
import { type Padding, type Shape, sameShape, sizeOf } from '../base/shape.ts';
import { LAYERS } from '../nn/layers/index.ts';
import { layerOf } from '../nn/layers/layer.ts';
import type { Network, Node, NodeKind, NodeOf } from '../nn/network/network.ts';
import { absorbedPads } from './absorbed-pads.ts';
import type { Activation, FoldedInput, FoldedNetwork, FoldedNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import { asMaps } from './height-one.ts';

/** What a fold of one node sees and may change. */
interface Folding {
  readonly nodes: FoldedNode[];
  /** The folded node that holds the output of this original node. */
  at(original: number): FoldedInput;
  shapeOf(original: number): Shape;
  /** With the zeros that a layer before it puts there. */
  paddingOf(node: NodeOf<'conv2d' | 'depthwiseConv2d'>): Padding;
  /** The folded node before `index`, if nothing else reads it. */
  soleProducer(index: number): FoldedInput | undefined;
  /** The dense layer that alone reads `index`; undefined where another does. */
  soleDense(index: number): NodeOf<'dense'> | undefined;
  /** The weights of a layer that takes over the batch norm behind it. */
  readonly normalise: Normalise;
  /** Batch norms that dense layers take over, by the layer. */
  readonly taken: Map<Node, NodeOf<'batchNorm'>>;
  /** Appends and returns its index. */
  emit(node: FoldedNode): FoldedInput;
}

type Normalise = (weights: LayerWeights, node: NodeOf<'batchNorm'>) => LayerWeights;

interface LayerWeights {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

type Fold<K extends NodeKind> = (node: NodeOf<K>, index: number, folding: Folding) => FoldedInput;

/** A network with the same answers up to rounding (weights change with batch norm). It has no nodes where the network
 * computes nothing, and shares the parameters that it leaves as they are. `normalise`: of a network whose weights don't
 * matter, what leaves them as they are. */
export function fold(original: Network, normalise: Normalise = normalised): FoldedNetwork {
  const network = asMaps(original);
  const absorbed = absorbedPads(network);
  const shapeOf = (i: number) => (i < 0 ? network.inputShape : network.nodes[i].outputShape);
  // The model's own softmax is an operator: `unfused` keeps it.
  const inference = { training: false, unfused: true };
  // What passes its values on still changes their shape, as flatten does: an operator of the runtime.
  const isIdentity = (node: Node) =>
    absorbed.pads.has(node) ||
    (layerOf(LAYERS, node.kind).isIdentity?.(node, inference) === true &&
      sameShape(node.outputShape, shapeOf(node.inputs[0])));
  const rootOf = (i: number): number =>
    i >= 0 && isIdentity(network.nodes[i]) ? rootOf(network.nodes[i].inputs[0]) : i;
  const readers = new Map<number, number>();
  const read = (i: number) => readers.set(rootOf(i), (readers.get(rootOf(i)) ?? 0) + 1);
  for (const node of network.nodes) if (!isIdentity(node)) node.inputs.forEach(read);
  read(network.nodes.length - 1);

  const at: FoldedInput[] = [];
  const nodes: FoldedNode[] = [];
  const folding: Folding = {
    nodes,
    at: (original) => (original < 0 ? -1 : at[original]),
    shapeOf,
    paddingOf: (node) => (absorbed.windows.has(node) ? 'same' : node.padding),
    soleProducer(index) {
      const root = rootOf(network.nodes[index].inputs[0]);
      return root >= 0 && readers.get(root) === 1 ? at[root] : undefined;
    },
    soleDense(index) {
      const found = network.nodes.filter((node) => !isIdentity(node) && node.inputs.map(rootOf).includes(index));
      const [reader] = found;
      return found.length === 1 && readers.get(index) === 1 && reader.kind === 'dense' ? reader : undefined;
    },
    normalise,
    taken: new Map(),
    emit: (node) => nodes.push(node) - 1,
  };
  network.nodes.forEach((node, index) => {
    // Each row takes exactly its own kind of node; TypeScript can't see that across a computed key.
    const row = FOLDS[node.kind] as (node: Node, index: number, folding: Folding) => FoldedInput;
    at.push(isIdentity(node) ? folding.at(node.inputs[0]) : row(node, index, folding));
  });
  return { inputShape: network.inputShape, nodes, output: folding.at(network.nodes.length - 1) };
}

const FOLDS = {
  // TensorFlow's converter emits RESHAPE before FULLY_CONNECTED too, which alone would accept any rank.
  dense(node, index, folding) {
    const { kind, name, units } = node;
    const normalisation = folding.taken.get(node);
    const parameters = normalisation ? normalisedBefore(node.parameters, normalisation) : node.parameters;
    const shape = folding.shapeOf(node.inputs[0]);
    const from = folding.at(node.inputs[0]);
    const input = shape.length === 1 ? from : emitReshape(`${name}/flatten`, [sizeOf(shape)], from, folding);
    return folding.emit({ ...insteadOf(node, index, folding), kind, units, parameters, inputs: [input] });
  },
  conv2d(node, index, folding) {
    const { kind, filters, kernel, stride, dilation, parameters } = node;
    const window = { kernel, stride, padding: folding.paddingOf(node), dilation };
    return folding.emit({ ...insteadOf(node, index, folding), kind, filters, ...window, parameters });
  },
  depthwiseConv2d(node, index, folding) {
    const { kind, multiplier, kernel, stride, dilation, parameters } = node;
    const window = { kernel, stride, padding: folding.paddingOf(node), dilation };
    return folding.emit({ ...insteadOf(node, index, folding), kind, multiplier, ...window, parameters });
  },
  batchNorm(node, index, folding) {
    const producer = folding.soleProducer(index);
    const before = producer === undefined || producer < 0 ? undefined : folding.nodes[producer];
    if (producer !== undefined && before && hasWeights(before) && before.activation === 'none') {
      folding.nodes[producer] = { ...before, parameters: folding.normalise(before.parameters, node), origin: index };
      return producer;
    }
    // As TensorFlow's converter (FuseMulAndFullyConnected and FuseAddAndFullyConnected of its optimize_patterns.td).
    const reader = node.outputShape.length === 1 ? folding.soleDense(index) : undefined;
    if (!reader) return emitNormalisation(node, index, folding);
    folding.taken.set(reader, node);
    return folding.at(node.inputs[0]);
  },
  relu: (node, index, folding) => fuseActivation(node.name, 'relu', index, node.inputs[0], folding),
  relu6: (node, index, folding) => fuseActivation(node.name, 'relu6', index, node.inputs[0], folding),
  maxPool: foldPool,
  averagePool: foldPool,
  // AVERAGE_POOL_2D over the whole map and RESHAPE, as the MLPerf Tiny models have it. CMSIS-NN has a fast average
  // pool, while MEAN runs TFLM's reference kernel everywhere and takes scratch memory.
  globalAveragePool(node, index, folding) {
    const [h, w, c] = folding.shapeOf(node.inputs[0]);
    const pool = folding.emit({
      kind: 'averagePool',
      name: `${node.name}/pool`,
      kernel: [h, w],
      stride: [h, w],
      padding: 'valid',
      outputShape: [1, 1, c],
      inputs: [folding.at(node.inputs[0])],
      origin: index,
      activation: 'none',
    });
    return emitReshape(node.name, node.outputShape, pool, folding, index);
  },
  zeroPad(node, index, folding) {
    const { name, inputs, outputShape, top, bottom, left, right } = node;
    const common = { name, inputs: inputs.map(folding.at), outputShape, origin: index };
    return folding.emit({ ...common, kind: 'pad', top, bottom, left, right });
  },
  concat: ({ name, inputs, outputShape }, index, folding) =>
    folding.emit({ kind: 'concat', name, inputs: inputs.map(folding.at), outputShape, origin: index }),
  add: (node, index, folding) => folding.emit({ ...insteadOf(node, index, folding), kind: 'add' }),
  flatten: ({ name, inputs, outputShape }, index, folding) =>
    emitReshape(name, outputShape, folding.at(inputs[0]), folding, index),
  reshape: ({ name, inputs, outputShape }, index, folding) =>
    emitReshape(name, outputShape, folding.at(inputs[0]), folding, index),
  softmax: ({ name, inputs, outputShape }, index, folding) =>
    folding.emit({ kind: 'softmax', name, inputs: [folding.at(inputs[0])], outputShape, origin: index }),
  sigmoid: ({ name, inputs, outputShape }, index, folding) =>
    folding.emit({ kind: 'sigmoid', name, inputs: [folding.at(inputs[0])], outputShape, origin: index }),
  dropout: (node, _index, folding) => folding.at(node.inputs[0]),
} satisfies { [K in NodeKind]: Fold<K> };

function foldPool(node: NodeOf<'maxPool' | 'averagePool'>, index: number, folding: Folding) {
  const { kind, kernel, stride, padding } = node;
  return folding.emit({ ...insteadOf(node, index, folding), kind, kernel, stride, padding });
}

/** What every folded node takes over from its original, with no activation fused into it yet. */
function insteadOf({ name, inputs, outputShape }: Node, origin: number, folding: Folding) {
  return { name, inputs: inputs.map(folding.at), outputShape, origin, activation: 'none' } as const;
}

function emitReshape(
  name: string,
  outputShape: Shape,
  input: FoldedInput,
  folding: Folding,
  origin?: number,
): FoldedInput {
  const same = input < 0 ? -1 : folding.nodes[input].origin;
  return folding.emit({ kind: 'reshape', name, inputs: [input], outputShape, origin: origin ?? same });
}

function fuseActivation(
  name: string,
  activation: 'relu' | 'relu6',
  index: number,
  input: number,
  folding: Folding,
): FoldedInput {
  const producer = folding.soleProducer(index);
  const before = producer === undefined || producer < 0 ? undefined : folding.nodes[producer];
  if (producer !== undefined && before && 'activation' in before && before.activation === 'none') {
    folding.nodes[producer] = { ...before, activation: activation satisfies Activation, origin: index };
    return producer;
  }
  const outputShape = folding.shapeOf(input);
  return folding.emit({ kind: activation, name, inputs: [folding.at(input)], outputShape, origin: index });
}

/** y = scale * x + shift with the moving statistics (Ioffe and Szegedy 2015, algorithm 2, step 11), in float64. */
function affineOf({ parameters, epsilon }: NodeOf<'batchNorm'>) {
  const { gamma, beta, mean, variance } = parameters;
  const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + epsilon));
  return { scale, shiftOf: (bias: number, c: number) => (bias - mean[c]) * scale[c] + beta[c] };
}

/** Works for all three layouts: the output channel is the fastest axis of each. */
function normalised({ weight, bias }: LayerWeights, node: NodeOf<'batchNorm'>): LayerWeights {
  const { scale, shiftOf } = affineOf(node);
  const channels = bias.length;
  const scaled = new Float32Array(weight.length);
  for (let from = 0; from < weight.length; from += channels) {
    for (let c = 0; c < channels; c++) scaled[from + c] = weight[from + c] * scale[c];
  }
  return { weight: scaled, bias: bias.map(shiftOf) };
}

/** Of a dense layer, [in, out], behind the batch norm. */
function normalisedBefore({ weight, bias }: LayerWeights, node: NodeOf<'batchNorm'>): LayerWeights {
  const { scale, shiftOf } = affineOf(node);
  const units = bias.length;
  const sums = Float64Array.from(bias);
  for (let i = 0; i < weight.length; i++) sums[i % units] += weight[i] * shiftOf(0, Math.floor(i / units));
  return { weight: weight.map((w, i) => w * scale[Math.floor(i / units)]), bias: Float32Array.from(sums) };
}

/** A batch norm that nothing before it can take over: a depthwise 1x1 convolution, for which all libraries are fast. */
function emitNormalisation(node: NodeOf<'batchNorm'>, index: number, folding: Folding): FoldedInput {
  const shape = node.outputShape;
  const channels = shape[shape.length - 1];
  const { scale, shiftOf } = affineOf(node);
  const from = folding.at(node.inputs[0]);
  const map = [1, sizeOf(shape) / channels, channels];
  const isMap = shape.length === 3;
  const depthwise = folding.emit({
    kind: 'depthwiseConv2d',
    name: node.name,
    inputs: [isMap ? from : emitReshape(`${node.name}/map`, map, from, folding)],
    outputShape: isMap ? shape : map,
    origin: index,
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
    multiplier: 1,
    activation: 'none',
    parameters: { weight: Float32Array.from(scale), bias: new Float32Array(channels).map((_, c) => shiftOf(0, c)) },
  });
  return isMap ? depthwise : emitReshape(`${node.name}/shape`, shape, depthwise, folding, index);
}
