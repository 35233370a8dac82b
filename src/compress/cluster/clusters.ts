// Weights of few different values, which training moves together. S. Han, H. Mao, W. Dally, "Deep Compression" (2016).
//
// What has few values in the int8 model is a weight in units of its channel's largest one, so that is what is
// clustered: w = gain * centroid, where a channel's largest magnitude has a centroid of 1 or -1. Batch norm, which
// scales whole channels, and scales per channel then change nothing about it.
import { clamp } from '../../base/fixed-point.ts';
import { random } from '../../base/random.ts';
import type { Network, Node } from '../../nn/network/network.ts';
import type { AnyNode } from '../../nn/network/node.ts';
import type { TrainerHooks } from '../../nn/trainer.ts';
import { type PrunedLayer, prunedLayers } from '../prune/zeros.ts';
import { kMeans, nearest } from './k-means.ts';
import type { ClusterParams } from './params.ts';

/** What the values of one layer are made of. */
export interface ClusteredLayer {
  /** Of the node, by which it is found again in the network that learns quantized. */
  readonly name: string;
  readonly outputs: number;
  /** The codebook of each output channel: 0 for all, or its own. */
  readonly isPerChannel: boolean;
  /** How many centroids a codebook has room for. */
  readonly clusters: number;
  /** By weight: its centroid. */
  readonly members: Uint8Array;
  /** By codebook and centroid: 1, -1 or 0 stay what they are. */
  readonly pinned: Float64Array;
}

export interface Clustering {
  /** With clustered weights. */
  readonly network: Network;
  readonly layers: readonly ClusteredLayer[];
}

/** Layers with fewer weights than this many times their codebooks' values would not be smaller. */
const LEAST_WEIGHTS_PER_VALUE = 4;

/** Zeros stay zeros where `keepsZeros`: a layer that was pruned has a centroid for them. */
export function cluster(
  network: Network,
  { clusters, per }: Pick<ClusterParams, 'clusters' | 'per'>,
  { seed, keepsZeros }: { readonly seed: number; readonly keepsZeros: boolean },
): Clustering {
  const upright = withUprightChannels(network);
  const isPerChannel = per === 'channel';
  const layers = prunedLayers(upright).flatMap((layer): (ClusteredLayer & { node: number })[] => {
    const values = clusters * (isPerChannel ? layer.outputs : 1);
    if (layer.weights < LEAST_WEIGHTS_PER_VALUE * values) return [];
    const weights = weightsAt(upright, layer.node);
    return [{ node: layer.node, ...clusterLayer(layer, weights, { clusters, isPerChannel, keepsZeros, seed }) }];
  });
  const nodes = [...upright.nodes];
  for (const { node, ...layer } of layers) {
    const weight = weightsAt(upright, node).slice();
    project(layer, weight);
    nodes[node] = withWeight(nodes[node], weight);
  }
  return { network: { ...upright, nodes }, layers: layers.map(({ node: _, ...layer }) => layer) };
}

/** After each step members take their common value again. For networks whose nodes have the layers' names. */
export function clusterer(
  { nodes }: Pick<Network, 'nodes'>,
  layers: readonly ClusteredLayer[],
): Required<Pick<TrainerHooks, 'afterStep'>> {
  const placed = layers.map((layer) => {
    const node = nodes.findIndex((n: AnyNode) => n.name === layer.name && n.parameters?.weight !== undefined);
    if (node < 0) throw new Error(`no layer ${layer.name}`);
    return { layer, node };
  });
  return {
    afterStep(_, parameter) {
      for (const { layer, node } of placed) project(layer, parameter(node, 'weight'));
    },
  };
}

interface LayerClustering {
  readonly clusters: number;
  readonly isPerChannel: boolean;
  readonly keepsZeros: boolean;
  readonly seed: number;
}

function clusterLayer(
  { name, outputs }: PrunedLayer,
  weights: Float32Array,
  { clusters, isPerChannel, keepsZeros, seed }: LayerClustering,
): ClusteredLayer {
  const gains = largestOf(weights, outputs);
  const units = Float64Array.from(weights, (w, i) => (gains[i % outputs] > 0 ? w / gains[i % outputs] : 0));
  const books = isPerChannel ? outputs : 1;
  const source = random(seed, `cluster/${name}`);
  const fixed = keepsZeros ? [-1, 0, 1] : [-1, 1];
  const members = new Uint8Array(weights.length);
  const pinned = new Float64Array(books * clusters).fill(Number.NaN);
  for (let book = 0; book < books; book++) {
    const own = units.filter((unit, i) => (!isPerChannel || i % outputs === book) && !isFixed(unit, keepsZeros));
    const centroids = kMeans(own, clusters, fixed, source);
    centroids.forEach((centroid, k) => {
      if (fixed.includes(centroid)) pinned[book * clusters + k] = centroid;
    });
    const zero = centroids.indexOf(0);
    for (let i = isPerChannel ? book : 0; i < units.length; i += isPerChannel ? outputs : 1) {
      members[i] = keepsZeros && units[i] === 0 ? zero : nearest(centroids, units[i]);
    }
  }
  return { name, outputs, isPerChannel, clusters, members, pinned };
}

const isFixed = (unit: number, keepsZeros: boolean) => Math.abs(unit) === 1 || (keepsZeros && unit === 0);

function largestOf(weights: Float32Array, outputs: number): Float64Array {
  const largest = new Float64Array(outputs);
  for (let i = 0; i < weights.length; i++) {
    largest[i % outputs] = Math.max(largest[i % outputs], Math.abs(weights[i]));
  }
  return largest;
}

/** The nearest weights of this form, by two steps of least squares: centroids by the gains as they are, then gains by
 * the centroids. */
function project({ outputs, isPerChannel, clusters, members, pinned }: ClusteredLayer, weights: Float32Array): void {
  const gains = largestOf(weights, outputs);
  const bookOf = (i: number) => (isPerChannel ? (i % outputs) * clusters : 0);
  const [sums, squares] = [new Float64Array(pinned.length), new Float64Array(pinned.length)];
  for (let i = 0; i < weights.length; i++) {
    const k = bookOf(i) + members[i];
    const gain = gains[i % outputs];
    sums[k] += weights[i] * gain;
    squares[k] += gain * gain;
  }
  const centroids = pinned.map((centroid, k) => {
    if (!Number.isNaN(centroid)) return centroid;
    return squares[k] > 0 ? clamp(sums[k] / squares[k], -1, 1) : 0;
  });
  const [products, norms] = [new Float64Array(outputs), new Float64Array(outputs)];
  for (let i = 0; i < weights.length; i++) {
    const centroid = centroids[bookOf(i) + members[i]];
    products[i % outputs] += weights[i] * centroid;
    norms[i % outputs] += centroid * centroid;
  }
  for (let i = 0; i < weights.length; i++) {
    const o = i % outputs;
    const gain = norms[o] > 0 ? products[o] / norms[o] : 0;
    weights[i] = gain * centroids[bookOf(i) + members[i]];
  }
}

/** A channel that its batch norm turns upside down is turned round itself, so that folding changes no sign. */
function withUprightChannels(network: Network): Network {
  const nodes = [...network.nodes];
  const readers = new Map<number, number>();
  for (const { inputs } of nodes) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== 'batchNorm') continue;
    const from = node.inputs[0];
    const before = from < 0 ? undefined : nodes[from];
    if (!before || (before.kind !== 'conv2d' && before.kind !== 'dense') || readers.get(from) !== 1) continue;
    const signs = Array.from(node.parameters.gamma, (gamma) => (gamma < 0 ? -1 : 1));
    const turned = (values: Float32Array) => values.map((value, i) => value * signs[i % signs.length]);
    const { weight, bias } = before.parameters;
    const { gamma, mean } = node.parameters;
    nodes[from] = { ...before, parameters: { weight: turned(weight), bias: turned(bias) } };
    nodes[index] = { ...node, parameters: { ...node.parameters, gamma: turned(gamma), mean: turned(mean) } };
  }
  return { ...network, nodes };
}

function weightsAt({ nodes }: Network, index: number): Float32Array {
  const { parameters } = nodes[index] as AnyNode;
  if (!parameters) throw new Error(`${nodes[index].name} has no weights`);
  return parameters.weight;
}

function withWeight(node: Node, weight: Float32Array): Node {
  return { ...node, parameters: { ...(node as AnyNode).parameters, weight } } as Node;
}
