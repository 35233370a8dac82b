// Clustered weights: how many values the int8 model has, what stays, and what a step leaves.
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { random } from '../../../src/base/random.ts';
import { calibrate } from '../../../src/compress/calibrate.ts';
import { cluster, clusterer } from '../../../src/compress/cluster/clusters.ts';
import { fold } from '../../../src/compress/fold.ts';
import { quantize } from '../../../src/compress/quantize.ts';
import { createForward } from '../../../src/nn/forward.ts';
import type { Network } from '../../../src/nn/network/network.ts';
import { parametersOf } from '../../../src/nn/network/parameters.ts';
import { createMemory } from '../../../src/simd/wasm.ts';
import { ENGINES, networkOf } from '../../nn/networks.ts';

const LAYERS = [
  { conv2d: { filters: 12, kernel: 3, batchNorm: true, activation: 'relu' } },
  { conv2d: { filters: 16, kernel: 1, batchNorm: true, activation: 'relu' } },
  { globalAveragePool: {} },
  { dense: { units: 3 } },
];
const [, { over }] = ENGINES;
const makeKernels = (bytes: number) => over(createMemory(bytes));
const numbers = random(1, 'samples');
const samples = { x: new Float32Array(8 * 36 * 4).map(() => numbers.normal()), count: 8, shape: [6, 6, 4] };

/** Some of the channels are turned round by their batch norm. */
function network(): Network {
  const made = networkOf([6, 6, 4], LAYERS, 3);
  for (const node of made.nodes) {
    if (node.kind === 'batchNorm')
      node.parameters.gamma.forEach((_, c) => {
        if (c % 3 === 0) node.parameters.gamma[c] *= -1;
      });
  }
  return made;
}

function int8Weights(made: Network): Int8Array[] {
  const { activations } = createForward(made, makeKernels);
  const ranges = must(calibrate(made, samples, activations));
  const quantized = quantize(fold(made), ranges, { mode: 'int8', dense: 'per-channel' });
  return quantized.nodes.flatMap(({ weights }) => (weights ? [weights.values] : []));
}

const different = (values: Iterable<number>) => new Set(values).size;

describe('clusters', () => {
  test('a layer has at most so many int8 values, whatever batch norm and scales make of it', () => {
    const { network: clustered, layers } = cluster(
      network(),
      { clusters: 16, per: 'tensor' },
      { seed: 1, keepsZeros: false },
    );
    expect(layers.map(({ name }) => name)).toEqual(['conv2d_0', 'conv2d_1']);
    const [first, second, dense] = int8Weights(clustered);
    for (const values of [first, second]) {
      expect(different(values)).toBeLessThanOrEqual(16);
      expect(different(values)).toBeGreaterThan(12);
    }
    // 48 weights are fewer than four times 16.
    expect(different(dense)).toBeGreaterThan(16);
  });

  test('by channel each has values of its own', () => {
    const { network: clustered } = cluster(network(), { clusters: 4, per: 'channel' }, { seed: 1, keepsZeros: false });
    const [first] = int8Weights(clustered);
    const channel = (o: number) => first.subarray(o * 36, (o + 1) * 36);
    expect(different(first)).toBeGreaterThan(4);
    for (let o = 0; o < 12; o++) expect(different(channel(o))).toBeLessThanOrEqual(4);
  });

  test('by model all layers share their values, after a step as well', () => {
    const { network: clustered, layers } = cluster(
      network(),
      { clusters: 16, per: 'model' },
      { seed: 1, keepsZeros: false },
    );
    expect(layers.map(({ name }) => name)).toEqual(['conv2d_0', 'conv2d_1']);
    const moved = structuredClone(clustered);
    const parameter = parametersOf(moved);
    for (let i = 0; i < 432; i++) parameter(0, 'weight')[i] += 0.01 * numbers.normal();
    clusterer(moved, layers).afterStep({ number: 1, count: 1 }, parameter);
    for (const made of [clustered, moved]) {
      const [first, second] = int8Weights(made);
      expect(different([...first, ...second])).toBeLessThanOrEqual(16);
    }
  });

  test('zeros of pruning stay zeros, and only they are', () => {
    const pruned = network();
    for (const node of pruned.nodes) {
      if (node.kind === 'conv2d')
        node.parameters.weight.forEach((_, i, all) => {
          if (i % 2 === 0) all[i] = 0;
        });
    }
    const { network: clustered } = cluster(pruned, { clusters: 8, per: 'tensor' }, { seed: 1, keepsZeros: true });
    for (const [index, node] of clustered.nodes.entries()) {
      const before = pruned.nodes[index];
      if (node.kind !== 'conv2d' || before.kind !== 'conv2d') continue;
      before.parameters.weight.forEach((w, i) => {
        if (w === 0) expect(node.parameters.weight[i]).toBe(0);
      });
    }
  });

  test('turning channels round changes no answer', () => {
    const made = network();
    const infer = (n: Network) => Array.from(createForward(n, makeKernels).infer(samples.x, samples.count));
    // 128 clusters of 48 weights and more: layers that are not clustered are only turned.
    const { network: turned } = cluster(made, { clusters: 128, per: 'channel' }, { seed: 1, keepsZeros: false });
    const [before, after] = [infer(made), infer(turned)];
    for (const [i, value] of after.entries()) expect(value).toBeCloseTo(before[i], 4);
    const gammas = turned.nodes.flatMap((node) => (node.kind === 'batchNorm' ? [...node.parameters.gamma] : []));
    expect(Math.min(...gammas)).toBeGreaterThanOrEqual(0);
  });

  test('after a step that moved every weight the members of a cluster have one value again', () => {
    const { network: clustered, layers } = cluster(
      network(),
      { clusters: 16, per: 'tensor' },
      { seed: 1, keepsZeros: false },
    );
    const moved = structuredClone(clustered);
    const { afterStep } = clusterer(moved, layers);
    const parameter = parametersOf(moved);
    const before = parameter(0, 'weight').slice();
    for (let i = 0; i < before.length; i++) parameter(0, 'weight')[i] += 0.01 * numbers.normal();
    afterStep({ number: 1, count: 1 }, parameter);
    expect(different(int8Weights(moved)[0])).toBeLessThanOrEqual(16);
    const after = parameter(0, 'weight');
    expect(after).not.toEqual(before);
    // 432 weights have moved by 0.01; what is common to a cluster's members has moved by much less.
    const distance = Math.sqrt(after.reduce((sum, w, i) => sum + (w - before[i]) ** 2, 0) / after.length);
    expect(distance).toBeLessThan(0.006);
  });

  test('a channel that training turns round keeps to the values of its layer', () => {
    const { network: clustered, layers } = cluster(
      network(),
      { clusters: 8, per: 'tensor' },
      { seed: 1, keepsZeros: false },
    );
    const moved = structuredClone(clustered);
    const parameter = parametersOf(moved);
    const weight = parameter(0, 'weight');
    for (let i = 0; i < weight.length; i += 12) weight[i] *= -1;
    parameter(1, 'gamma')[5] = -0.5;
    clusterer(moved, layers).afterStep({ number: 1, count: 1 }, parameter);
    expect(different(int8Weights(moved)[0])).toBeLessThanOrEqual(9);
    expect(parameter(1, 'gamma')[5]).toBe(0);
  });

  test('nothing that was clustered moves by itself', () => {
    const { network: clustered, layers } = cluster(
      network(),
      { clusters: 16, per: 'tensor' },
      { seed: 1, keepsZeros: false },
    );
    const still = structuredClone(clustered);
    const parameter = parametersOf(still);
    clusterer(still, layers).afterStep({ number: 1, count: 1 }, parameter);
    const [was, is] = [clustered, still].map(({ nodes: [first] }) =>
      first.kind === 'conv2d' ? first.parameters.weight : new Float32Array(),
    );
    for (const [i, w] of is.entries()) expect(w).toBeCloseTo(was[i], 5);
  });
});
