// One step of networks that learn with fake quantization, by hand.
import { describe, expect, test } from 'vitest';
import { AWARE_PARTS } from '../../../src/nn/aware/index.ts';
import type { Network, Node } from '../../../src/nn/network/network.ts';
import type { AnyNode } from '../../../src/nn/network/node.ts';
import { singleTrainer } from '../../../src/nn/train.ts';
import type { ParameterAt, TakenStep } from '../../../src/nn/trainer.ts';
import { levelsBlock } from '../../../src/simd/levels.ts';
import { ENGINES, HARD, SGD } from '../networks.ts';

/** Two inputs, each to its own logit; the scale of the input is 2. */
function networkWith(weight: readonly number[], bias: readonly number[], levels: Float32Array): Network {
  const dense: AnyNode & { readonly units: number; readonly perTensor: boolean } = {
    kind: 'dense',
    name: 'out',
    layer: 0,
    inputs: [-1],
    outputShape: [2],
    units: 2,
    perTensor: false,
    parameters: {
      weight: Float32Array.from(weight),
      bias: Float32Array.from(bias),
      inputScale: Float32Array.of(2),
    },
  };
  const parameters = { levels, extremes: new Float32Array(4), range: new Float32Array(2) };
  const rounding: AnyNode = {
    kind: 'fakeQuantize',
    name: 'rounded',
    layer: 0,
    inputs: [0],
    outputShape: [2],
    parameters,
  };
  return { inputShape: [2], nodes: [dense, rounding] as AnyNode[] as Node[] };
}

const LEVELS = { inverse: 4, scale: 0.25, offset: 0, half: 0.5, low: -8, high: 8, passLow: -2.125, passHigh: 2.125 };

describe.each(ENGINES)('$engine kernels', ({ over }) => {
  const trainerOf = (network: Network, afterStep?: (step: TakenStep, parameter: ParameterAt) => void) => {
    const optimizer = { sgd: { ...SGD, momentum: 0, learningRate: 1 } };
    return singleTrainer(over)({ network, batch: 2, optimizer, loss: HARD, seed: 1, parts: AWARE_PARTS, afterStep });
  };

  test('weights, biases and answers are those of the integer model', async () => {
    // Channel 0 has the weights 127 and 31.4 steps of 1, its bias steps of 2; channel 1 steps of 0.5.
    const network = networkWith([127, 15.3, 31.4, 63.5], [4.9, 0.6], levelsBlock({ ...LEVELS, low: -1e6, high: 1e6 }));
    const trainer = await trainerOf(network);
    expect([...trainer.infer(Float32Array.of(0, 0, 1, 0, 0, 1), 3)]).toEqual([4, 1, 131, 16.5, 35, 64.5]);
    trainer.close();
  });

  test('gradients pass straight through rounding, and not where a value was cut off', async () => {
    // The logits are 1.1 and 5, rounded 1 and 2: the second is beyond the last level.
    const network = networkWith([1.1, 0, 0, 5], [0, 0], levelsBlock(LEVELS));
    const trainer = await trainerOf(network);
    const x = Float32Array.of(1, 1);
    const [z0, z1] = trainer.infer(x, 1);
    expect(z0).toBeCloseTo(1, 1);
    expect(z1).toBe(2);
    trainer.step({ count: 1, x, targets: Float32Array.of(1, 0) }, 1);
    const { weight } = (trainer.snapshot().nodes[0] as AnyNode).parameters ?? {};
    const p0 = Math.exp(z0) / (Math.exp(z0) + Math.exp(z1));
    // w -= rate * (p - target) * x for the first, nothing for the second.
    expect(weight?.[0]).toBeCloseTo(1.1 + (1 - p0), 5);
    expect(weight?.[3]).toBe(5);
    trainer.close();
  });

  test('after a step its extremes can be seen, in front of the rounding, and levels be changed', async () => {
    const seen: number[][] = [];
    const trainer = await trainerOf(networkWith([1, 0, 0, 1], [0, 0], levelsBlock(LEVELS)), (step, parameter) => {
      const { number, count } = step;
      seen.push([number, count, ...parameter(1, 'extremes').subarray(0, 2 * count)]);
      parameter(1, 'levels').set(levelsBlock({ ...LEVELS, low: 0, high: 0 }));
    });
    trainer.step({ count: 2, x: Float32Array.of(1, -3, 7, 7), targets: Float32Array.of(1, 0, 0, 1) }, 0);
    expect(seen).toEqual([[1, 2, -3, 1, 7, 7]]);
    expect([...trainer.infer(Float32Array.of(1, 1), 1)]).toEqual([0, 0]);
    trainer.close();
  });
});
