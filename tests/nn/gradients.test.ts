import { expect, test } from 'vitest';
import { LAYERS } from '../../src/nn/layers/index.ts';
import { answersOf, expectTrueGradients } from './differences.ts';
import { loss64 } from './float64.ts';
import { batchOf, EVERYTHING, networkOf } from './networks.ts';

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

test('the network with everything has every kind of the list', () => {
  const kinds = new Set(networkOf([10, 7, 2], EVERYTHING).nodes.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(Object.keys(LAYERS).sort());
});
