// Cross-layer equalization: channels between two layers scaled so that they fill the range that they share.
// Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, 2019, section 4.1.
import { sizeOf } from '../base/shape.ts';
import type { Activations } from './calibrate.ts';
import type { FoldedInput, FoldedNetwork, FoldedNode, FoldedWeightNode } from './folded.ts';
import { channelsOf, hasWeights } from './folded.ts';
import type { NumberParams } from './params.ts';
import { weightLayout } from './weights.ts';

/** By index of the original network's node: what each channel (the last axis) of its output is divided by. */
export type ChannelDivisors = ReadonlyMap<number, Float64Array>;

export interface EqualizedNetwork {
  /** The same function up to rounding. */
  readonly folded: FoldedNetwork;
  readonly divisors: ChannelDivisors;
}

/** A producer, its only reader with weights, and what lies between them. */
interface Pair {
  readonly from: number;
  readonly between: readonly number[];
  readonly to: number;
}

/** No channel is scaled further than this against another: values that calibration has not seen would be cut off. */
const MOST = 16;

/**
 * `magnitudes`: the greatest in each channel of every node of the original network. They stand for the paper's range of
 * the first layer's weights where those have a scale for each channel, which no division of a channel changes: what
 * channels share then are the integers of the activation.
 */
export function equalize(
  folded: FoldedNetwork,
  magnitudes: readonly Float32Array[],
  params: Pick<NumberParams, 'dense'>,
): EqualizedNetwork {
  const nodes = [...folded.nodes];
  const divisors = new Map<number, Float64Array>();
  for (const { from, between, to } of pairsOf(folded)) {
    const [producer, consumer] = [nodes[from], nodes[to]];
    if (!hasWeights(producer) || !hasWeights(consumer)) continue;
    const channels = channelsOf(producer);
    const before = isPerTensor(producer, params) ? outputRanges(producer) : magnitudes[producer.origin];
    const after = inputRanges(consumer, channels, params);
    const scales = scalesOf(before, after);
    nodes[from] = divideOutputs(producer, scales);
    nodes[to] = multiplyInputs(consumer, scales);
    for (const node of [from, ...between]) divisors.set(nodes[node].origin, scales);
  }
  return { folded: { ...folded, nodes }, divisors };
}

/** The same activations, with the channels of equalized nodes divided. */
export function dividedActivations(activations: Activations, divisors: ChannelDivisors): Activations {
  return (x, count, observe) =>
    activations(x, count, (node, values) => {
      const by = divisors.get(node);
      observe(node, by ? values.map((value, i) => value / by[i % by.length]) : values);
    });
}

function pairsOf({ nodes, output }: FoldedNetwork): Pair[] {
  const readers = nodes.map((): number[] => []);
  for (const [index, { inputs }] of nodes.entries()) for (const i of inputs) if (i >= 0) readers[i].push(index);
  const readerOf = (i: FoldedInput) => (i !== output && readers[i].length === 1 ? readers[i][0] : undefined);
  return nodes.flatMap((node, from) => {
    if (!hasWeights(node) || !isHomogeneous(node)) return [];
    const between: number[] = [];
    for (let at = readerOf(from); at !== undefined; at = readerOf(at)) {
      if (hasWeights(nodes[at])) return [{ from, between, to: at }];
      if (!isHomogeneous(nodes[at])) return [];
      between.push(at);
    }
    return [];
  });
}

/** f(x / s) = f(x) / s for each channel and s > 0. relu6 is not: its 6 would have to be another one in each channel. */
function isHomogeneous(node: FoldedNode): boolean {
  if (node.kind === 'relu' || node.kind === 'reshape') return true;
  const mayBe = hasWeights(node) || node.kind === 'maxPool' || node.kind === 'averagePool';
  return mayBe && 'activation' in node && node.activation !== 'relu6';
}

function isPerTensor({ kind }: FoldedWeightNode, { dense }: Pick<NumberParams, 'dense'>): boolean {
  return kind === 'dense' && dense === 'per-tensor';
}

/** The greatest weight of each output channel. */
function outputRanges(node: FoldedWeightNode): Float64Array {
  const { values, shape, dimension } = weightLayout(node);
  const inner = sizeOf(shape.slice(dimension + 1));
  const ranges = new Float64Array(channelsOf(node));
  values.forEach((w, i) => {
    const c = Math.floor(i / inner) % ranges.length;
    ranges[c] = Math.max(ranges[c], Math.abs(w));
  });
  return ranges;
}

/** The greatest weight that meets each input channel, as a share of its output channel's where that has a scale of its
 * own. A depthwise channel meets no other's weights. */
function inputRanges(node: FoldedWeightNode, channels: number, params: Pick<NumberParams, 'dense'>): Float64Array {
  const ranges = new Float64Array(channels);
  if (node.kind === 'depthwiseConv2d') return ranges.fill(1);
  const outputs = isPerTensor(node, params) ? undefined : outputRanges(node);
  const { weight, bias } = node.parameters;
  weight.forEach((w, i) => {
    const c = Math.floor(i / bias.length) % channels;
    const greatest = outputs?.[i % bias.length] ?? 1;
    if (greatest > 0) ranges[c] = Math.max(ranges[c], Math.abs(w) / greatest);
  });
  return ranges;
}

/** The paper's equation 11: s = sqrt(r1 r2) / r2, with the greatest at 1; a channel without values keeps its own. */
function scalesOf(before: ArrayLike<number>, after: Float64Array): Float64Array {
  const scales = after.map((r2, c) => (r2 > 0 ? Math.sqrt(before[c] / r2) : 0));
  const greatest = scales.reduce((most, s) => Math.max(most, s), 0);
  return scales.map((s) => (s > 0 && greatest > 0 ? Math.max(s / greatest, 1 / MOST) : 1));
}

/** Output channels are the fastest axis of every layout of nn/layers. */
function divideOutputs(node: FoldedWeightNode, scales: Float64Array): FoldedNode {
  const { weight, bias } = node.parameters;
  const channels = scales.length;
  const parameters = {
    weight: weight.map((w, i) => w / scales[i % channels]),
    bias: bias.map((b, c) => b / scales[c]),
  };
  return { ...node, parameters };
}

function multiplyInputs(node: FoldedWeightNode, scales: Float64Array): FoldedNode {
  const { weight, bias } = node.parameters;
  const channelOf = (i: number) =>
    node.kind === 'depthwiseConv2d'
      ? Math.floor((i % bias.length) / node.multiplier)
      : Math.floor(i / bias.length) % scales.length;
  return { ...node, parameters: { bias, weight: weight.map((w, i) => w * scales[channelOf(i)]) } };
}
