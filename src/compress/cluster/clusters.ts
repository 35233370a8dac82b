// Weights of few different values, which training moves together. S. Han, H. Mao, W. Dally, "Deep Compression" (2016).
//
// What has few values in the int8 model is a weight in units of its channel's largest one, so that is what is
// clustered: w = gain * centroid, where a channel's largest magnitude has a centroid of 1 or -1. Batch norm, which
// scales whole channels, and scales per channel then change nothing about it.
import { clamp } from '../../base/fixed-point.ts';
import { random } from '../../base/random.ts';
import { isMixing } from '../../nn/network/mixing.ts';
import type { Network, Node } from '../../nn/network/network.ts';
import type { AnyNode } from '../../nn/network/node.ts';
import { parametersOf } from '../../nn/network/parameters.ts';
import type { TrainerHooks } from '../../nn/trainer.ts';
import { prunedLayers } from '../prune/zeros.ts';
import { kMeans, nearest } from './k-means.ts';
import type { ClusterParams } from './params.ts';

/** What the values of one layer are made of. */
export interface ClusteredLayer {
  /** Of the node, by which it is found again in the network that learns quantized. */
  readonly name: string;
  readonly outputs: number;
  /** Whose values it takes: a codebook of its own, one for each output channel, or that of all layers. */
  readonly per: ClusterParams['per'];
  /** How many centroids a codebook has room for. */
  readonly clusters: number;
  /** By weight: its centroid. */
  readonly members: Uint8Array;
  /** By codebook and centroid: 1, -1 or 0 stay what they are. Not a number: what may move. */
  readonly pinned: Float64Array;
}

export interface Clustering {
  /** With clustered weights. */
  readonly network: Network;
  readonly layers: readonly ClusteredLayer[];
}

/** Layers with fewer weights than this many times their codebooks' values would not be smaller. */
const LEAST_WEIGHTS_PER_VALUE = 4;

export interface ClusteringInput {
  readonly seed: number;
  /** Zeros are those of pruning and stay: there is a centroid for them. */
  readonly keepsZeros: boolean;
}

export function cluster(
  network: Network,
  { clusters, per }: Pick<ClusterParams, 'clusters' | 'per'>,
  { seed, keepsZeros }: ClusteringInput,
): Clustering {
  const upright = withUprightChannels(network);
  const parameter = parametersOf(upright);
  const chosen = prunedLayers(upright).filter(({ weights, outputs }) => {
    const books = per === 'channel' ? outputs : 1;
    return weights >= LEAST_WEIGHTS_PER_VALUE * clusters * books;
  });
  const units = chosen.map(({ node, outputs }) => unitsOf(parameter(node, 'weight'), outputs));
  const fixed = keepsZeros ? [-1, 0, 1] : [-1, 1];
  const centroidsFor = (name: string) => {
    const source = random(seed, `cluster/${name}`);
    return (own: Float64Array) =>
      kMeans(
        own.filter((unit) => !isFixed(unit, keepsZeros)),
        clusters,
        fixed,
        source,
      );
  };
  const shared = per === 'model' ? centroidsFor('all')(concat(units)) : undefined;
  const layers = chosen.map(({ name, outputs }, i): ClusteredLayer => {
    const centroidsOf = shared ? () => shared : centroidsFor(name);
    const books = booksOf(units[i], { clusters, count: per === 'channel' ? outputs : 1, keepsZeros, centroidsOf });
    return { name, outputs, per, clusters, ...books };
  });
  const weights = chosen.map(({ node }) => parameter(node, 'weight').slice());
  project(layers, weights);
  const nodes = [...upright.nodes];
  for (const [i, { node }] of chosen.entries()) nodes[node] = withWeight(nodes[node], weights[i]);
  return { network: { ...upright, nodes }, layers };
}

/** After each step members take their common value again. For networks whose nodes have the layers' names. */
export function clusterer(
  { nodes }: Pick<Network, 'nodes'>,
  layers: readonly ClusteredLayer[],
): Required<Pick<TrainerHooks, 'afterStep'>> {
  const places = layers.map(({ name }) => {
    const node = nodes.findIndex((n: AnyNode) => n.name === name && n.parameters?.weight !== undefined);
    if (node < 0) throw new Error(`no layer ${name}`);
    return node;
  });
  const norms = nodes.flatMap((node, i) => (node.kind === 'batchNorm' && places.includes(node.inputs[0]) ? [i] : []));
  return {
    afterStep(_, parameter) {
      project(
        layers,
        places.map((node) => parameter(node, 'weight')),
      );
      for (const node of norms) {
        const gamma = parameter(node, 'gamma');
        for (let c = 0; c < gamma.length; c++) gamma[c] = Math.max(gamma[c], 0);
      }
    },
  };
}

interface Books {
  readonly clusters: number;
  /** How many codebooks. */
  readonly count: number;
  readonly keepsZeros: boolean;
  /** Of one codebook's weights. */
  centroidsOf(units: Float64Array): Float64Array;
}

function booksOf(
  units: Float64Array,
  { clusters, count, keepsZeros, centroidsOf }: Books,
): Pick<ClusteredLayer, 'members' | 'pinned'> {
  const members = new Uint8Array(units.length);
  const pinned = new Float64Array(count * clusters).fill(Number.NaN);
  for (let book = 0; book < count; book++) {
    const centroids = centroidsOf(units.filter((_, i) => i % count === book));
    for (const [k, centroid] of centroids.entries()) {
      if (isFixed(centroid, keepsZeros)) pinned[book * clusters + k] = centroid;
    }
    const zero = centroids.indexOf(0);
    for (let i = book; i < units.length; i += count) {
      members[i] = keepsZeros && units[i] === 0 ? zero : nearest(centroids, units[i]);
    }
  }
  return { members, pinned };
}

const isFixed = (unit: number, keepsZeros: boolean) => Math.abs(unit) === 1 || (keepsZeros && unit === 0);

/** Weights in units of their channel's largest one. */
function unitsOf(weights: Float32Array, outputs: number): Float64Array {
  const gains = largestOf(weights, outputs);
  return Float64Array.from(weights, (w, i) => (gains[i % outputs] > 0 ? w / gains[i % outputs] : 0));
}

function largestOf(weights: Float32Array, outputs: number): Float64Array {
  const largest = new Float64Array(outputs);
  for (let i = 0; i < weights.length; i++) {
    largest[i % outputs] = Math.max(largest[i % outputs], Math.abs(weights[i]));
  }
  return largest;
}

/** Where a channel's codebook begins. */
const bookAt = ({ per, clusters }: ClusteredLayer, channel: number) => (per === 'channel' ? channel * clusters : 0);

/** The nearest weights of this form, by two steps of least squares: centroids by the gains as they are, then gains by
 * the centroids. */
function project(layers: readonly ClusteredLayer[], weights: readonly Float32Array[]): void {
  const shared = layers[0]?.per === 'model' ? centroidsOf(layers, weights) : undefined;
  for (const [i, layer] of layers.entries()) {
    rescale(layer, weights[i], shared ?? centroidsOf([layer], [weights[i]]));
  }
}

/** Of the codebooks that these layers share. */
function centroidsOf(layers: readonly ClusteredLayer[], weights: readonly Float32Array[]): Float64Array {
  const [{ pinned }] = layers;
  const [sums, squares] = [new Float64Array(pinned.length), new Float64Array(pinned.length)];
  for (const [l, layer] of layers.entries()) {
    const { outputs, members } = layer;
    const own = weights[l];
    const gains = largestOf(own, outputs);
    // Layers that share a codebook count by their weights in units: else the one with the largest gains decides.
    const scale = layers.length > 1 ? gains.map((gain) => (gain > 0 ? 1 / gain : 0)) : gains.map(() => 1);
    for (let i = 0; i < own.length; i++) {
      const o = i % outputs;
      const k = bookAt(layer, o) + members[i];
      const gain = gains[o] * scale[o];
      sums[k] += own[i] * scale[o] * gain;
      squares[k] += gain * gain;
    }
  }
  return pinned.map((centroid, k) => {
    if (!Number.isNaN(centroid)) return centroid;
    return squares[k] > 0 ? clamp(sums[k] / squares[k], -1, 1) : 0;
  });
}

function rescale(layer: ClusteredLayer, weights: Float32Array, centroids: Float64Array): void {
  const { outputs, members } = layer;
  const [products, norms] = [new Float64Array(outputs), new Float64Array(outputs)];
  for (let i = 0; i < weights.length; i++) {
    const o = i % outputs;
    const centroid = centroids[bookAt(layer, o) + members[i]];
    products[o] += weights[i] * centroid;
    norms[o] += centroid * centroid;
  }
  for (let i = 0; i < weights.length; i++) {
    const o = i % outputs;
    // A channel that turned round would have the negatives of all values besides.
    const gain = norms[o] > 0 ? Math.max(products[o] / norms[o], 0) : 0;
    weights[i] = gain * centroids[bookAt(layer, o) + members[i]];
  }
}

function concat(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
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
    if (!before || !isMixing(before) || readers.get(from) !== 1) continue;
    const signs = Array.from(node.parameters.gamma, (gamma) => (gamma < 0 ? -1 : 1));
    const turned = (values: Float32Array) => values.map((value, i) => value * signs[i % signs.length]);
    const { weight, bias } = before.parameters;
    const { gamma, mean } = node.parameters;
    nodes[from] = { ...before, parameters: { weight: turned(weight), bias: turned(bias) } };
    nodes[index] = { ...node, parameters: { ...node.parameters, gamma: turned(gamma), mean: turned(mean) } };
  }
  return { ...network, nodes };
}

function withWeight(node: Node, weight: Float32Array): Node {
  return { ...node, parameters: { ...(node as AnyNode).parameters, weight } } as Node;
}
