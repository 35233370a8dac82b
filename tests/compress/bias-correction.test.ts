// Bias correction: mean inputs by hand, and mean outputs of the integer network against the float one.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { correctBiases } from '../../src/compress/bias-correction.ts';
import { calibrate } from '../../src/compress/calibrate.ts';
import { fold } from '../../src/compress/fold.ts';
import { type FoldedNetwork, hasWeights } from '../../src/compress/folded.ts';
import { lower } from '../../src/compress/lower.ts';
import { addPatches, patchSize } from '../../src/compress/mean-input.ts';
import { noiseOf } from '../../src/compress/noise.ts';
import { quantize } from '../../src/compress/quantize.ts';
import type { Laboratory } from '../../src/compress/simulation.ts';
import { simulationOn } from '../../src/gate/simulation.ts';
import { MAKERS } from '../micro/oracle.ts';
import { buildFixture, draw, forward } from './networks.ts';

const network = buildFixture(
  [6, 6, 2],
  [
    { kind: 'conv2d', filters: 6, kernel: [3, 3], padding: 'same' },
    { kind: 'relu' },
    { kind: 'depthwiseConv2d', multiplier: 2, kernel: [3, 3], stride: [2, 2], padding: 'same' },
    { kind: 'relu6' },
    { kind: 'conv2d', filters: 5, kernel: [1, 1] },
    { kind: 'flatten' },
    { kind: 'dense', units: 4 },
  ],
);
const SAMPLES = 24;
const laboratory: Laboratory = {
  calibration: { x: draw(5, SAMPLES * 72, 1), count: SAMPLES, shape: [6, 6, 2] },
  activations: (x, count, observe) => {
    for (let n = 0; n < count; n++)
      for (const [i, values] of forward(network, x.subarray(n * 72, (n + 1) * 72)).entries()) observe(i, values);
  },
  simulate: simulationOn(MAKERS.wasm),
};
const folded = fold(network);
const ranges = must(calibrate(network, laboratory.calibration, laboratory.activations));
const params = { mode: 'int8', dense: 'per-channel' } as const;

test('a tap meets the positions that its window covers, padding none', () => {
  const [conv] = buildFixture([2, 2, 1], [{ kind: 'conv2d', filters: 1, kernel: [3, 3], padding: 'same' }]).nodes;
  const [node] = fold({ inputShape: [2, 2, 1], nodes: [conv] }).nodes;
  if (!hasWeights(node)) throw new Error('a convolution has weights');
  const sums = new Float64Array(patchSize(node, [2, 2, 1]));
  addPatches(node, [2, 2, 1], Float32Array.of(1, 2, 3, 4), sums);
  // Output (y, x) puts input (y + i - 1, x + j - 1) under tap (i, j): the upper left tap only meets the first value.
  expect([...sums]).toEqual([1, 3, 2, 4, 10, 6, 3, 7, 4]);
});

/** The greatest difference of mean outputs of the last layer, over its channels. */
function meanError(net: FoldedNetwork): number {
  const last = net.nodes.length - 1;
  const sums = new Float64Array(4);
  const simulation = must(laboratory.simulate(lower(quantize(net, ranges, params))));
  for (let n = 0; n < SAMPLES; n++) {
    const x = laboratory.calibration.x.subarray(n * 72, (n + 1) * 72);
    const float = forward(network, x)[network.nodes.length - 1];
    must(
      simulation.run(x, (node, values) => {
        if (node === last) for (const [c, value] of values.entries()) sums[c] += (value - float[c]) / SAMPLES;
      }),
    );
  }
  return Math.max(...sums.map(Math.abs));
}

/** Every weight moved by the same sign, as a coarse quantization that rounds downwards would. */
function biased(net: FoldedNetwork): FoldedNetwork {
  const nodes = net.nodes.map((node) =>
    hasWeights(node)
      ? { ...node, parameters: { ...node.parameters, bias: node.parameters.bias.map((b) => b - 0.2) } }
      : node,
  );
  return { ...net, nodes };
}

test('mean outputs come closer to those of the float network, to what rounding leaves', () => {
  const { scale } = quantize(folded, ranges, params).nodes[folded.nodes.length - 1].output;
  const corrected = must(correctBiases(folded, ranges, params, laboratory));
  expect(meanError(corrected)).toBeLessThan(scale);
  expect(meanError(corrected)).toBeLessThan(meanError(biased(folded)) / 10);
});

test('only biases change', () => {
  const corrected = must(correctBiases(folded, ranges, params, laboratory));
  const without = ({ nodes }: FoldedNetwork) =>
    nodes.map((node) => (hasWeights(node) ? { ...node, parameters: node.parameters.weight } : node));
  expect(without(corrected)).toEqual(without(folded));
  expect(corrected).not.toEqual(folded);
});

test('int16 has less noise than int8 in every layer, and the worst comes first', () => {
  const noise = (mode: 'int8' | 'int16x8') => must(noiseOf(quantize(folded, ranges, { ...params, mode }), laboratory));
  const [narrow, wide] = [noise('int8'), noise('int16x8')];
  const ratios = narrow.layers.map(({ noiseToSignal }) => noiseToSignal);
  expect(ratios).toEqual([...ratios].sort((a, b) => b - a));
  expect(narrow.layers.map(({ kind }) => kind).sort()).toEqual(['conv2d', 'conv2d', 'dense', 'depthwiseConv2d']);
  for (const { name, noiseToSignal } of narrow.layers) {
    const other = wide.layers.find((layer) => layer.name === name);
    expect(other?.noiseToSignal).toBeLessThan(noiseToSignal);
  }
  // Uniform noise of 256 levels over weights and activations: well under a percent of the power.
  expect(narrow.output).toBeLessThan(0.01);
  expect(narrow.output).toBeGreaterThan(0);
});
