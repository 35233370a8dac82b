// Scales that a concatenation ties together, by the rule of TFLite's specification: its inputs and its output have one.
import { expect, test } from 'vitest';
import { fold } from '../../src/compress/fold.ts';
import { quantize } from '../../src/compress/quantize.ts';
import { networkOf } from '../nn/networks.ts';

const PARAMS = { mode: 'int8', dense: 'per-channel' } as const;

/** With the range [-(i + 1), i + 1] of node i and [-1, 1] of the input; scales in units of 2 / 255. */
function scalesOf(layers: unknown) {
  const network = networkOf([4, 4, 2], layers);
  const ranges = {
    input: { min: -1, max: 1 },
    nodes: network.nodes.map((_, i) => ({ min: -(i + 1), max: i + 1 })),
  };
  const quantized = quantize(fold(network), ranges, PARAMS);
  const units = (scale: number) => Math.round((scale * 255) / 2);
  return {
    input: units(quantized.input.scale),
    nodes: quantized.nodes.map(({ node, output }) => [node.name, units(output.scale)]),
  };
}

test('all that one reads has the range of all of them, through pools and zeros too', () => {
  const layers = [
    { name: 'a', conv2d: { filters: 2, kernel: 3 } },
    { name: 'b', conv2d: { filters: 3, kernel: 3 } },
    { name: 'small', maxPool: { size: 3, stride: 1, padding: 'same' } },
    { name: 'both', concat: { with: ['a'] } },
    { name: 'padded', zeroPad: { top: 1 } },
    { name: 'after', conv2d: { filters: 2, kernel: 3 } },
  ];
  expect(scalesOf(layers)).toEqual({
    input: 1,
    nodes: [
      ['a', 2],
      ['b', 2],
      ['small', 2],
      ['both', 2],
      ['padded', 2],
      ['after', 6],
    ],
  });
});

test('two that share an input have one scale, and the network input joins in', () => {
  const layers = [
    { name: 'a', conv2d: { filters: 2, kernel: 3 } },
    { name: 'first', concat: { with: ['input'] } },
    { name: 'b', from: 'a', conv2d: { filters: 2, kernel: 3 } },
    { name: 'second', concat: { with: ['a', 'first'] } },
  ];
  expect(scalesOf(layers)).toEqual({
    input: 3,
    nodes: [
      ['a', 3],
      ['first', 3],
      ['b', 3],
      ['second', 3],
    ],
  });
});

test('without a concatenation every value keeps its own range', () => {
  const layers = [{ name: 'a', relu: {} }, { averagePool: { size: 1 } }, { name: 'sum', add: { with: 'input' } }];
  expect(scalesOf(layers).nodes.slice(1)).toEqual([
    ['averagePool_1', 1],
    ['sum', 3],
  ]);
});

test('steps x channels become images of height 1 and cost no operator', () => {
  const specs = [
    { conv1d: { filters: 4, kernel: 3, padding: 'same', activation: 'relu' } },
    { averagePool: { size: 2 } },
    { globalAveragePool: {} },
    { dense: { units: 2 } },
  ];
  const { inputShape, nodes } = fold(networkOf([8, 3], specs));
  expect(inputShape).toEqual([1, 8, 3]);
  expect(nodes.map(({ kind, outputShape }) => [kind, outputShape])).toEqual([
    ['conv2d', [1, 8, 4]],
    ['averagePool', [1, 4, 4]],
    ['averagePool', [1, 1, 4]],
    ['reshape', [4]],
    ['dense', [2]],
  ]);
});

test('a network of dense layers keeps its steps x channels', () => {
  const { inputShape, nodes } = fold(networkOf([8, 3], [{ dense: { units: 2 } }]));
  expect(inputShape).toEqual([8, 3]);
  expect(nodes.map(({ kind }) => kind)).toEqual(['reshape', 'dense']);
});

test('zeros that a convolution puts there itself need no operator; others, and shared ones, do', () => {
  const conv = { filters: 2, kernel: 3, stride: 2, padding: 'valid' };
  const kinds = (layers: unknown, side: number) =>
    fold(networkOf([side, side, 2], layers)).nodes.map((node) => [node.kind, 'padding' in node ? node.padding : '']);
  // TensorFlow's SAME: 8 with a window of 3 and steps of 2 needs one zero at the end, 9 one at both ends.
  const layers = [
    { name: 'pad', zeroPad: { bottom: 1, right: 1 } },
    { name: 'conv', conv2d: conv },
  ];
  expect(kinds(layers, 8)).toEqual([['conv2d', 'same']]);
  expect(kinds(layers, 9)).toEqual([
    ['pad', ''],
    ['conv2d', 'valid'],
  ]);
  const shared = [...layers, { from: 'pad', averagePool: { size: 2, stride: 2 } }, { concat: { with: ['conv'] } }];
  expect(kinds(shared, 8).map(([kind]) => kind)).toContain('pad');
});
