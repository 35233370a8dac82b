import { expect, test } from 'vitest';
import { LAYERS } from '../../src/nn/layers/index.ts';
import { answersOf, expectTrueGradients } from './differences.ts';
import { loss64 } from './float64.ts';
import { batchOf, EVERYTHING, networkOf, STEPS } from './networks.ts';

const LOSS = { alpha: 0.3, temperature: 4 };

const CASES = [
  ['dense', [7], [{ dense: { units: 3 } }]],
  [
    'dense without bias on an image, relu',
    [2, 3, 2],
    [{ dense: { units: 5, bias: false, activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  ['conv2d, same, stride 2', [5, 6, 3], [{ conv2d: { filters: 4, kernel: 3, stride: 2 } }, { dense: { units: 3 } }]],
  [
    'conv2d below another, relu6',
    [5, 6, 2],
    [
      { conv2d: { filters: 5, kernel: 2 } },
      { conv2d: { filters: 4, kernel: [3, 2], dilation: [2, 1], padding: 'valid', activation: 'relu6' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'conv2d, pointwise',
    [3, 4, 3],
    [
      { conv2d: { filters: 5, kernel: 1 } },
      { conv2d: { filters: 3, kernel: 1, activation: 'relu' } },
      { globalAveragePool: {} },
    ],
  ],
  [
    'conv2d, pointwise with stride',
    [5, 4, 3],
    [
      { conv2d: { filters: 5, kernel: 1 } },
      { conv2d: { filters: 3, kernel: 1, stride: 2 } },
      { globalAveragePool: {} },
    ],
  ],
  [
    'depthwiseConv2d',
    [5, 5, 3],
    [
      { depthwiseConv2d: { kernel: 3, activation: 'relu' } },
      { depthwiseConv2d: { kernel: [2, 3], stride: 2, multiplier: 2 } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'batchNorm on images',
    [4, 3, 2],
    [{ conv2d: { filters: 5, kernel: 2, batchNorm: true, activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  ['batchNorm on rows, no activation', [6], [{ batchNorm: {} }, { dense: { units: 3 } }]],
  [
    'relu and relu6 by themselves',
    [6],
    [{ dense: { units: 8 } }, { batchNorm: {} }, { relu: {} }, { relu6: {} }, { dense: { units: 3 } }],
  ],
  [
    'maxPool',
    [5, 6, 2],
    [
      { conv2d: { filters: 4, kernel: 2 } },
      { maxPool: { size: [2, 3], stride: 2, padding: 'same' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'averagePool',
    [5, 6, 2],
    [
      { conv2d: { filters: 4, kernel: 2 } },
      { averagePool: { size: 3, stride: 2, padding: 'same' } },
      { dense: { units: 3 } },
    ],
  ],
  ['globalAveragePool', [4, 3, 2], [{ conv2d: { filters: 3, kernel: 2 } }, { globalAveragePool: {} }]],
  [
    'add of the input',
    [4, 3, 2],
    [{ conv2d: { filters: 2, kernel: 2 } }, { add: { with: 'input', activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  [
    'add of a value that others read',
    [6],
    [
      { name: 'a', dense: { units: 6, activation: 'relu' } },
      { dense: { units: 6 } },
      { add: { with: 'a' } },
      { add: { with: 'a' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'add of a value to itself',
    [6],
    [{ name: 'a', dense: { units: 6 } }, { add: { with: 'a', activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  ['dropout', [8], [{ dense: { units: 12, activation: 'relu' } }, { dropout: { rate: 0.4 } }, { dense: { units: 3 } }]],
  [
    'dropout on the input, flatten, softmax',
    [2, 4, 1],
    [{ dropout: { rate: 0.25 } }, { flatten: {} }, { dense: { units: 3 } }, { softmax: {} }],
  ],
  [
    'zeroPad below another layer',
    [3, 4, 2],
    [
      { conv2d: { filters: 3, kernel: 2 } },
      { zeroPad: { top: 2, left: 1, right: 3 } },
      { conv2d: { filters: 2, kernel: 3, stride: 2, padding: 'valid' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'concat of the input, of a value twice and of one that others read',
    [3, 4, 2],
    [
      { name: 'a', conv2d: { filters: 3, kernel: 2, activation: 'relu' } },
      { name: 'b', conv2d: { filters: 1, kernel: 1 } },
      { concat: { with: ['input', 'a', 'a', 'b'] } },
      { conv2d: { filters: 2, kernel: 2 } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'a projection: two branches from one layer',
    [5, 4, 2],
    [
      { name: 'stem', conv2d: { filters: 3, kernel: 3, activation: 'relu' } },
      { conv2d: { filters: 4, kernel: 3, stride: 2, batchNorm: true, activation: 'relu' } },
      { name: 'main', conv2d: { filters: 4, kernel: 3, batchNorm: true } },
      { name: 'skip', from: 'stem', conv2d: { filters: 4, kernel: 1, stride: 2 } },
      { from: 'main', add: { with: 'skip', activation: 'relu' } },
      { globalAveragePool: {} },
      { dense: { units: 3 } },
    ],
  ],
  [
    'two branches from the input',
    [6],
    [
      { name: 'a', dense: { units: 4, activation: 'relu' } },
      { from: 'input', dense: { units: 3, activation: 'relu6' } },
      { concat: { with: ['a'] } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'separableConv2d',
    [5, 4, 3],
    [
      { separableConv2d: { filters: 4, kernel: 3, multiplier: 2, activation: 'relu' } },
      { separableConv2d: { filters: 5, kernel: [2, 3], stride: 2, batchNorm: true } },
      { dense: { units: 3 } },
    ],
  ],
  ['steps', [11, 3], STEPS],
  [
    'conv1d on steps x 1 x channels',
    [9, 1, 2],
    [
      { conv1d: { filters: 3, kernel: 3, padding: 'causal', dilation: 2 } },
      { conv1d: { filters: 4, kernel: 4, stride: 2, activation: 'relu' } },
      { globalAveragePool: {} },
      { dense: { units: 3 } },
    ],
  ],
  ['everything', [10, 7, 2], EVERYTHING],
] as const;

test.each(CASES)('gradients of %s are those of finite differences', (_, shape, layers) => {
  const network = networkOf(shape, layers);
  for (const batch of [batchOf(network, 6, 2), batchOf(network, 3, 3, false)]) {
    expectTrueGradients(network, batch, { loss: { distillation: LOSS } }, (values, sample) =>
      loss64(answersOf(network, values), sample, LOSS),
    );
  }
});

test('the networks with everything have every kind of the list', () => {
  const kinds = [networkOf([10, 7, 2], EVERYTHING), networkOf([11, 3], STEPS)].flatMap(({ nodes }) =>
    nodes.map(({ kind }) => kind),
  );
  const keys = [...EVERYTHING, ...STEPS].flatMap((layer) => Object.keys(layer));
  // Only one layer may be the last.
  const all = [...kinds, ...keys, 'sigmoid'];
  const missing = Object.keys(LAYERS).filter((kind) => !all.includes(kind));
  expect(missing).toEqual([]);
});
