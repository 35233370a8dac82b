// Pruning around the steps of a training: how many zeros there are, that they stay, and that nothing is remembered that
// a resumed training would lack.
import { expect, test } from 'vitest';
import { keptZeros, prunedLayers, pruner, zerosIn } from '../../../src/compress/prune/zeros.ts';
import { parametersOf } from '../../../src/nn/network/parameters.ts';
import type { TrainerHooks } from '../../../src/nn/trainer.ts';
import { networkOf } from '../../nn/networks.ts';

const network = () =>
  networkOf(
    [6, 6, 4],
    [
      { conv2d: { filters: 8, kernel: 3, batchNorm: true, activation: 'relu' } },
      { depthwiseConv2d: { kernel: 3 } },
      { globalAveragePool: {} },
      { dense: { units: 5 } },
    ],
  );

/** Takes steps that move every weight, as an optimizer with momentum does. */
function trainingOf(hooks: TrainerHooks, layersOf = network()) {
  const parameter = parametersOf(layersOf);
  const weights = prunedLayers(layersOf).map(({ node }) => parameter(node, 'weight'));
  return {
    weights,
    step(number: number) {
      hooks.beforeStep?.({ number, count: 1 }, parameter);
      for (const values of weights) {
        for (let i = 0; i < values.length; i++) values[i] += 0.01 * (((i * 7 + number * 3) % 11) - 5);
      }
      hooks.afterStep?.({ number, count: 1 }, parameter);
    },
    zeros: () => weights.map((values) => values.filter((w) => w === 0).length),
  };
}

test('convolutions and dense layers are pruned, depthwise ones are not', () => {
  expect(prunedLayers(network()).map(({ name, weights, inputs, outputs }) => [name, weights, inputs, outputs])).toEqual(
    [
      ['conv2d_0', 288, 4, 8],
      ['dense_3', 40, 8, 5],
    ],
  );
});

test('zeros grow along the schedule to the share of every layer, and stay there', () => {
  const training = trainingOf(pruner(prunedLayers(network()), { sparsity: 0.5, pattern: 'unstructured', steps: 100 }));
  for (let step = 1; step <= 50; step++) training.step(step);
  // 1 - 1/8 of a half.
  expect(training.zeros()).toEqual([126, 18]);
  for (let step = 51; step <= 130; step++) training.step(step);
  expect(training.zeros()).toEqual([144, 20]);
});

test('a training that goes on elsewhere takes the same steps', () => {
  const hooks = () => pruner(prunedLayers(network()), { sparsity: 0.7, pattern: 'unstructured', steps: 40 });
  const unbroken = trainingOf(hooks());
  for (let step = 1; step <= 60; step++) unbroken.step(step);
  const first = network();
  const before = trainingOf(hooks(), first);
  for (let step = 1; step <= 23; step++) before.step(step);
  const after = trainingOf(hooks(), structuredClone(first));
  for (let step = 24; step <= 60; step++) after.step(step);
  expect(after.weights).toEqual(unbroken.weights);
});

test('2:4 is there from the first step', () => {
  const training = trainingOf(pruner(prunedLayers(network()), { sparsity: 0.5, pattern: '2:4', steps: 10 }));
  training.step(1);
  expect(training.zeros()).toEqual([144, 20]);
  training.step(2);
  expect(training.zeros()).toEqual([144, 20]);
});

test('kept zeros stay, and no others come', () => {
  const pruned = network();
  const training = trainingOf(keptZeros(prunedLayers(pruned)), pruned);
  training.weights[0].fill(0, 0, 10);
  training.step(1);
  expect(training.zeros()[0]).toBe(10);
  expect([...training.weights[0].subarray(0, 10)].every((w) => w === 0)).toBe(true);
  expect(zerosIn(pruned)).toEqual({ zeros: 10, weights: 328 });
});
