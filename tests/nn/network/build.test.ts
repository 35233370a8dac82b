import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { must, type Outcome } from '../../../src/base/problem.ts';
import type { Shape } from '../../../src/base/shape.ts';
import { buildNetwork, checkClasses } from '../../../src/nn/network/build.ts';
import type { Network, Node } from '../../../src/nn/network/network.ts';
import { countTrainable } from '../../../src/nn/network/trainable.ts';
import { LAYERS_SCHEMA, type LayerSpec } from '../../../src/nn/params.ts';

const ajv = new Ajv({ useDefaults: true, allErrors: true, strict: true, strictTypes: false, strictTuples: false });

/** The layers of kd.yaml with their defaults. */
function complete(layers: unknown): LayerSpec[] {
  if (!ajv.validate(LAYERS_SCHEMA, layers)) throw new Error(ajv.errorsText());
  return layers as LayerSpec[];
}

const build = (shape: Shape, layers: unknown, seed = 1): Outcome<Network> =>
  buildNetwork(shape, complete(structuredClone(layers)), seed, 'student');
const built = (shape: Shape, layers: unknown, seed = 1) => must(build(shape, layers, seed));
const named = (network: Network, name: string): Node => {
  const node = network.nodes.find((n) => n.name === name);
  if (!node) throw new Error(`no ${name} in ${network.nodes.map((n) => n.name).join(', ')}`);
  return node;
};
const weightOf = (node: Node) => ('parameters' in node && 'weight' in node.parameters ? node.parameters.weight : []);

test('a layer with batch norm and activation is three nodes, and the shapes are those of TensorFlow', () => {
  const network = built(
    [49, 10, 1],
    [
      { conv2d: { filters: 64, kernel: [10, 4], stride: 2, batchNorm: true, activation: 'relu' } },
      { depthwiseConv2d: { kernel: 3, multiplier: 2, padding: 'valid', dilation: [2, 1] } },
      { maxPool: { size: 2 } },
      { averagePool: { size: 3, stride: 1, padding: 'same' } },
      { globalAveragePool: {} },
      { name: 'out', dense: { units: 12 } },
      { softmax: {} },
    ],
  );
  // conv: ceil(49 / 2) x ceil(10 / 2); depthwise: a window of 5 x 3 in 25 x 5; pool: 21 / 2 and 3 / 2, rounded down.
  expect(network.nodes.map((n) => [n.name, n.kind, n.layer, n.inputs, n.outputShape])).toEqual([
    ['conv2d_0', 'conv2d', 0, [-1], [25, 5, 64]],
    ['conv2d_0/batchNorm', 'batchNorm', 0, [0], [25, 5, 64]],
    ['conv2d_0/relu', 'relu', 0, [1], [25, 5, 64]],
    ['depthwiseConv2d_1', 'depthwiseConv2d', 1, [2], [21, 3, 128]],
    ['maxPool_2', 'maxPool', 2, [3], [10, 1, 128]],
    ['averagePool_3', 'averagePool', 3, [4], [10, 1, 128]],
    ['globalAveragePool_4', 'globalAveragePool', 4, [5], [128]],
    ['out', 'dense', 5, [6], [12]],
    ['softmax_6', 'softmax', 6, [7], [12]],
  ]);
  expect(network.nodes[0]).toMatchObject({ kernel: [10, 4], stride: [2, 2], dilation: [1, 1], trainBias: false });
  expect(network.nodes[3]).toMatchObject({ trainBias: true, multiplier: 2 });
  expect(network.nodes[4]).toMatchObject({ kernel: [2, 2], stride: [2, 2], padding: 'valid' });
  // 10 * 4 * 64 + 2 * 64 of the batch norm + 9 * 128 + 128 + 128 * 12 + 12
  expect(countTrainable(network)).toBe(2560 + 128 + 1152 + 128 + 1536 + 12);
});

test('`with` means the output of the named layer, after its activation', () => {
  const network = built(
    [4, 4, 8],
    [
      { name: 'first', conv2d: { filters: 8, kernel: 3, activation: 'relu6' } },
      { conv2d: { filters: 8, kernel: 3 } },
      { add: { with: 'first', activation: 'relu' } },
      { add: { with: 'input' } },
    ],
  );
  expect(network.nodes.map((n) => [n.kind, n.inputs])).toEqual([
    ['conv2d', [-1]],
    ['relu6', [0]],
    ['conv2d', [1]],
    ['add', [2, 1]],
    ['relu', [3]],
    ['add', [4, -1]],
  ]);
});

test('`from` starts a branch, `concat` puts channels side by side in the order of the names', () => {
  const network = built(
    [4, 4, 2],
    [
      { name: 'stem', conv2d: { filters: 3, kernel: 3, stride: 2, activation: 'relu' } },
      { name: 'a', conv2d: { filters: 4, kernel: 1 } },
      { name: 'b', from: 'stem', conv2d: { filters: 5, kernel: 1 } },
      { from: 'input', averagePool: { size: 2 } },
      { concat: { with: ['b', 'a'] } },
      { zeroPad: { top: 1, right: 2 } },
    ],
  );
  expect(network.nodes.map((n) => [n.kind, n.inputs, n.outputShape])).toEqual([
    ['conv2d', [-1], [2, 2, 3]],
    ['relu', [0], [2, 2, 3]],
    ['conv2d', [1], [2, 2, 4]],
    ['conv2d', [1], [2, 2, 5]],
    ['averagePool', [-1], [2, 2, 2]],
    ['concat', [4, 3, 2], [2, 2, 11]],
    ['zeroPad', [5], [3, 4, 11]],
  ]);
});

test('layers along steps are windows over an image of height 1, with causal zeros in front', () => {
  const network = built(
    [20, 3],
    [
      { conv1d: { filters: 4, kernel: 5, stride: 2, batchNorm: true, activation: 'relu' } },
      { depthwiseConv1d: { kernel: 3, dilation: 2, padding: 'causal', multiplier: 2 } },
      { separableConv1d: { filters: 6, kernel: 3, padding: 'valid', batchNorm: true } },
      { maxPool: { size: 2 } },
      { globalAveragePool: {} },
    ],
  );
  // ceil(20 / 2); 4 zeros in front of a window that reaches 5; 10 - 2; 8 / 2.
  expect(network.nodes.map((n) => [n.name, n.kind, n.layer, n.outputShape])).toEqual([
    ['conv1d_0', 'conv2d', 0, [10, 4]],
    ['conv1d_0/batchNorm', 'batchNorm', 0, [10, 4]],
    ['conv1d_0/relu', 'relu', 0, [10, 4]],
    ['depthwiseConv1d_1/pad', 'zeroPad', 1, [14, 4]],
    ['depthwiseConv1d_1', 'depthwiseConv2d', 1, [10, 8]],
    ['separableConv1d_2/depthwise', 'depthwiseConv2d', 2, [8, 8]],
    ['separableConv1d_2', 'conv2d', 2, [8, 6]],
    ['separableConv1d_2/batchNorm', 'batchNorm', 2, [8, 6]],
    ['maxPool_3', 'maxPool', 3, [4, 6]],
    ['globalAveragePool_4', 'globalAveragePool', 4, [6]],
  ]);
  // 5 * 3 * 4 + 2 * 4, then 3 * 8 + 8, then 3 * 8 (no bias) + 8 * 6 + 2 * 6: Keras' SeparableConv1D with batch norm.
  expect(countTrainable(network)).toBe(60 + 8 + 24 + 8 + 24 + 48 + 12);
  expect(network.nodes[0]).toMatchObject({ kernel: [1, 5], stride: [1, 2], trainBias: false });
});

test('a separable convolution is a depthwise one without bias and a 1x1', () => {
  const network = built([6, 5, 3], [{ separableConv2d: { filters: 7, kernel: 3, stride: 2, multiplier: 2 } }]);
  expect(network.nodes.map((n) => [n.name, n.kind, n.outputShape])).toEqual([
    ['separableConv2d_0/depthwise', 'depthwiseConv2d', [3, 3, 6]],
    ['separableConv2d_0', 'conv2d', [3, 3, 7]],
  ]);
  expect(countTrainable(network)).toBe(9 * 6 + 6 * 7 + 7);
});

test('a name that the user gives is never given again', () => {
  const network = built([3], [{ dense: { units: 3 } }, { name: 'dense_0', dense: { units: 2 } }]);
  expect(network.nodes.map((n) => n.name)).toEqual(['dense_0_', 'dense_0']);
});

describe('mistakes', () => {
  const conv = { conv2d: { filters: 8, kernel: 3 } };
  test.each([
    ['no kind', [2], [{ name: 'a' }], 'network/no-kind', 'layers[0]', 'a layer needs its kind'],
    ['two kinds', [2], [{ relu: {}, dense: { units: 1 } }], 'network/two-kinds', 'layers[0]', 'not dense and relu'],
    ['softmax inside', [2], [{ softmax: {} }, { relu: {} }], 'network/softmax-not-last', 'layers[0].softmax', 'last'],
    ['an image layer on a list', [10], [conv], 'network/rank', 'layers[0].conv2d', 'not 10'],
    ['no channels', [49, 10], [conv], 'network/rank', 'layers[0].conv2d', 'not 49x10; give the data a channel dim'],
    [
      'global pool twice',
      [2, 2, 3],
      [{ globalAveragePool: {} }, { globalAveragePool: {} }],
      'network/rank',
      'layers[1].globalAveragePool',
      'not 3',
    ],
    [
      'a window too big',
      [2, 5, 1],
      [{ conv2d: { filters: 1, kernel: 3, padding: 'valid' } }],
      'network/window',
      'layers[0].conv2d',
      '3x3 does not fit into 2x5x1',
    ],
    [
      'a dilated window too big',
      [4, 9, 1],
      [{ depthwiseConv2d: { kernel: 3, padding: 'valid', dilation: 2 } }],
      'network/window',
      'layers[0].depthwiseConv2d',
      '5x5 does not fit into 4x9x1',
    ],
    [
      'a pool too big',
      [2, 2, 1],
      [{ maxPool: { size: 3 } }],
      'network/window',
      'layers[0].maxPool',
      '3x3 does not fit into 2x2x1',
    ],
    [
      'other shapes',
      [4, 4, 2],
      [{ name: 'a', relu: {} }, conv, { add: { with: 'a' } }],
      'network/add-shapes',
      'layers[2].add',
      '4x4x8 in front of it and 4x4x2',
    ],
    [
      'a misspelt name',
      [2],
      [{ name: 'first', relu: {} }, { add: { with: 'frist' } }],
      'network/unknown-layer',
      'layers[1].add.with',
      'did you mean "first"?',
    ],
    [
      'a foreign name',
      [2],
      [{ relu: {} }, { add: { with: 'block' } }],
      'network/unknown-layer',
      'layers[1].add.with',
      'give the layer that is meant "name: block"',
    ],
    [
      'a later layer',
      [2],
      [{ add: { with: 'z' } }, { name: 'z', relu: {} }],
      'network/later-layer',
      'layers[0].add.with',
      'not before',
    ],
    [
      'a later layer to start from',
      [2],
      [
        { from: 'z', relu: {} },
        { name: 'z', relu: {} },
      ],
      'network/later-layer',
      'layers[0].from',
      'from refers to earlier ones',
    ],
    [
      'a misspelt name to start from',
      [2],
      [
        { name: 'first', relu: {} },
        { from: 'fisrt', relu: {} },
      ],
      'network/unknown-layer',
      'layers[1].from',
      'did you mean "first"?',
    ],
    [
      'a misspelt name in a concat',
      [2],
      [{ name: 'first', relu: {} }, { concat: { with: ['input', 'fisrt'] } }],
      'network/unknown-layer',
      'layers[1].concat.with[1]',
      'did you mean "first"?',
    ],
    [
      'a layer that nothing reads',
      [2],
      [
        { name: 'lost', dense: { units: 2, activation: 'relu' } },
        { from: 'input', relu: {} },
      ],
      'network/unread-layer',
      'layers[0]',
      'nothing reads the output of "lost"; name it in `with` or `from` of a later layer, or remove it',
    ],
    [
      'a concat of other heights',
      [4, 4, 2],
      [{ maxPool: { size: 2 } }, { concat: { with: ['input'] } }],
      'network/concat-shapes',
      'layers[1].concat',
      '2x2x2 in front of it and 4x4x2 of a layer in `with`',
    ],
    [
      'a concat of other ranks',
      [4, 4, 2],
      [{ globalAveragePool: {} }, { concat: { with: ['input'] } }],
      'network/concat-shapes',
      'layers[1].concat',
      '2 in front of it and 4x4x2',
    ],
    [
      'steps in an image',
      [4, 4, 2],
      [{ conv1d: { filters: 2, kernel: 3 } }],
      'network/rank',
      'layers[0].conv1d',
      'conv1d takes steps x channels (or steps x 1 x channels), not 4x4x2',
    ],
    [
      'a window longer than the steps',
      [4, 2],
      [{ conv1d: { filters: 2, kernel: 5, padding: 'valid' } }],
      'network/window',
      'layers[0].conv1d',
      '1x5 does not fit into 1x4x2',
    ],
    [
      'an image layer on steps',
      [9, 2],
      [{ separableConv2d: { filters: 2, kernel: 3 } }],
      'network/rank',
      'layers[0].separableConv2d',
      'give the data a channel dimension: 9x2x1, or use conv1d for steps x channels',
    ],
    ['zeros above steps', [9, 2], [{ zeroPad: { top: 1 } }], 'network/rank', 'layers[0].zeroPad', '9x2 has no height'],
    ['zeros around a vector', [9], [{ zeroPad: { left: 1 } }], 'network/rank', 'layers[0].zeroPad', 'not 9'],
    ['itself', [2], [{ name: 'z', add: { with: 'z' } }], 'network/later-layer', 'layers[0].add.with', 'not before'],
    [
      'a name twice',
      [2],
      [
        { name: 'a', relu: {} },
        { name: 'a', relu: {} },
      ],
      'network/duplicate-name',
      'layers[1].name',
      'layers[0]',
    ],
    [
      'a reserved name',
      [2],
      [{ name: 'input', relu: {} }],
      'network/duplicate-name',
      'layers[0].name',
      "network's input",
    ],
    [
      'too many parameters',
      [65536],
      [{ dense: { units: 1025 } }],
      'network/too-large',
      'layers[0].dense',
      'more than 67108864',
    ],
    [
      'too many values',
      [1024, 1024, 1],
      [{ conv2d: { filters: 64, kernel: 1 } }, { relu: {} }],
      'network/too-large',
      'layers[1].relu',
      '134217728 values',
    ],
  ])('%s', (_, shape, layers, code, path, sentence) => {
    const outcome = build(shape, layers);
    if (outcome.ok) throw new Error('no problem');
    expect(outcome.problems).toMatchObject([{ code, place: { path } }]);
    expect(outcome.problems[0].message).toContain(sentence);
  });

  test('all of them at once, but not those that only follow from another', () => {
    const outcome = build([8], [{ dense: { units: 4 } }, conv, conv, { add: { with: 'x' } }, { name: 'b' }]);
    expect(outcome.ok ? [] : outcome.problems.map((p) => p.code)).toEqual([
      'network/unknown-layer',
      'network/no-kind',
      'network/rank',
    ]);
  });

  test('an end that does not fit the classes', () => {
    const network = built([4, 4, 2], [{ conv2d: { filters: 10, kernel: 1 } }]);
    const [problem] = checkClasses(network, 10);
    expect(problem).toMatchObject({ code: 'network/classes', place: { path: 'layers[0]' } });
    expect(problem.message).toBe(
      'the network ends in 4x4x10, the data has 10 classes; let it end in dense: { units: 10 }',
    );
    expect(checkClasses(built([4], [{ dense: { units: 10 } }]), 10)).toEqual([]);
  });
});

describe('initialisation', () => {
  const variance = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    const mean = list.reduce((a, b) => a + b, 0) / list.length;
    return list.reduce((a, b) => a + (b - mean) * (b - mean), 0) / list.length;
  };
  const layers = [
    { name: 'a', conv2d: { filters: 64, kernel: 3, batchNorm: true, activation: 'relu6' } },
    { name: 'b', depthwiseConv2d: { kernel: [16, 8], multiplier: 64 } },
    { name: 'c', conv2d: { filters: 8, kernel: 1 } },
    { add: { with: 'c' } },
    { relu: {} },
    { flatten: {} },
    { name: 'd', dense: { units: 50 } },
  ];
  const network = built([8, 8, 32], layers);

  // 2 / (fan in + fan out) with Keras' fans: compute_fans of keras/src/initializers/random_initializers.py.
  test.each([
    ['a', 'convolution', 2 / (9 * 32 + 9 * 64)],
    ['b', 'depthwise: fan in counts all channels, fan out one', 2 / (128 * 64 + 128 * 64)],
    ['c', '1x1 convolution', 2 / (4096 + 8)],
    ['d', 'dense', 2 / (512 + 50)],
  ])('%s: %s', (name, _, expected) => {
    // The variance of n draws is within 5 * sqrt(2 / n) of its expectation; n is at least 18,432.
    expect(variance(weightOf(named(network, name))) / expected).toBeCloseTo(1, 1);
  });

  test("Glorot's weights reach their limit and never pass it", () => {
    const limit = Math.sqrt(6 / (512 + 50));
    const greatest = Array.from(weightOf(named(network, 'd')), Math.abs).reduce((a, b) => Math.max(a, b));
    expect(greatest).toBeLessThanOrEqual(Math.fround(limit));
    expect(greatest).toBeGreaterThan(0.99 * limit);
  });

  test('biases and batch norms start neutral', () => {
    expect(named(network, 'd')).toMatchObject({ parameters: { bias: new Float32Array(50) } });
    expect(named(network, 'a/batchNorm')).toMatchObject({
      momentum: 0.9,
      epsilon: 0.001,
      parameters: {
        gamma: new Float32Array(64).fill(1),
        beta: new Float32Array(64),
        mean: new Float32Array(64),
        variance: new Float32Array(64).fill(1),
      },
    });
  });

  test('a layer keeps its weights when another is put before it; another seed or stream changes them', () => {
    const [one, two] = [[{ name: 'x', dense: { units: 4 } }], [{ relu: {} }, { name: 'x', dense: { units: 4 } }]];
    const first = weightOf(named(built([4], one), 'x'));
    expect(weightOf(named(built([4], two), 'x'))).toEqual(first);
    expect(weightOf(named(built([4], one, 2), 'x'))).not.toEqual(first);
    const teacher = must(buildNetwork([4], complete(one), 1, 'teacher'));
    expect(weightOf(named(teacher, 'x'))).not.toEqual(first);
  });
});
