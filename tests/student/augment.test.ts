// Augmented batches: what the student and its teacher are shown, and what stays as it is.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import type { AugmentParams } from '../../src/data/augment/params.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { MakeTrainer } from '../../src/nn/trainer.ts';
import { trainNetwork } from '../../src/student/train.ts';
import { type Call, datasetOf, softmaxRegression } from './softmax-regression.ts';

const dense = { units: 2, activation: 'none', batchNorm: false, bias: true } as const;
const network = must(buildNetwork([1], [{ dense }], 3, 'student'));
const schedule = { kind: 'constant', warmup: 0, every: 1, factor: 1 } as const;
const loss = { distillation: { alpha: 0.1, temperature: 4 } };

/** Sample n has the value n + 1 and the label n % 2. */
const train: Dataset = datasetOf(
  Array.from({ length: 20 }, (_, n) => n + 1),
  Array.from({ length: 20 }, (_, n) => n % 2),
);

/** What the trainer was given in steps, and what it was asked about. */
async function trained(augment: AugmentParams, { batch = 4, isTaught = true, epochs = 2 } = {}) {
  const calls: Call[] = [];
  const asked: number[] = [];
  const inferred: number[] = [];
  const inner = softmaxRegression(calls);
  const makeTrainer: MakeTrainer = async (options) => {
    const trainer = await inner(options);
    const infer = (x: Float32Array, count: number) => {
      inferred.push(...x);
      return trainer.infer(x, count);
    };
    return { ...trainer, infer };
  };
  const answer = (x: Float32Array, count: number) => {
    asked.push(...x);
    return Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? 1 : -1) * x[i >> 1]);
  };
  // Its stored answers are those to the held-out samples alone.
  const teacher = isTaught && { teacherLogits: new Float32Array(40), liveTeacher: answer };
  const params = {
    epochs,
    batch,
    optimizer: { sgd: { learningRate: 1e-4 } },
    schedule,
    validation: 0.2,
    earlyStopping: 0,
    augment,
    labelSmoothing: 0,
  };
  must(await trainNetwork({ network, train, ...teacher, loss, params: params as never, seed: 1, makeTrainer }));
  return { calls, asked, inferred };
}

const DOUBLED: AugmentParams = [{ gain: { from: 2, to: 2 } }];
const xsOf = (calls: readonly Call[]) => calls.flatMap(({ batch }) => Array.from(batch.x.subarray(0, batch.count)));

test('the student learns from changed samples, and the teacher answers the same ones', async () => {
  const { calls, asked } = await trained(DOUBLED);
  const xs = xsOf(calls);
  expect(asked).toEqual(xs);
  expect(xs.every((x) => x % 2 === 0 && x <= 40)).toBe(true);
  for (const { batch } of calls) {
    expect(Array.from(batch.teacherLogits ?? [])).toEqual(Array.from(batch.x).flatMap((x) => [x, -x]));
    // Sample n of value 2 (n + 1) has the label n % 2.
    expect(Array.from(batch.targets)).toEqual(
      Array.from(batch.x).flatMap((x) => ((x / 2) % 2 === 1 ? [1, 0] : [0, 1])),
    );
  }
});

test('held-out samples stay as they are', async () => {
  const { calls, inferred } = await trained(DOUBLED, { epochs: 1 });
  const learned = xsOf(calls).map((x) => x / 2);
  const rest = Array.from({ length: 20 }, (_, n) => n + 1).filter((x) => !learned.includes(x));
  expect([...inferred].sort((a, b) => a - b)).toEqual(rest);
  expect(rest.length).toBe(4);
});

test('targets are mixed as the samples are, and the teacher answers the mixture', async () => {
  const { calls, asked } = await trained([{ mixup: { alpha: 1 } }]);
  expect(asked).toEqual(xsOf(calls));
  let mixed = 0;
  for (const { batch } of calls) {
    for (let n = 0; n < batch.count; n++) {
      const [first, second] = batch.targets.subarray(2 * n, 2 * n + 2);
      expect(first + second).toBeCloseTo(1, 6);
      if (first > 0.01 && first < 0.99) mixed++;
    }
  }
  // Half of the pairs have two labels.
  expect(mixed).toBeGreaterThan(8);
});

test('a sample of an epoch is the same whatever the batch', async () => {
  const noisy: AugmentParams = [{ noise: { deviation: 1 } }, { mixup: { alpha: 1 } }];
  const [small, large] = await Promise.all(
    [4, 8].map((batch) => trained(noisy, { batch, epochs: 1, isTaught: false })),
  );
  expect(xsOf(large.calls)).toEqual(xsOf(small.calls));
  expect(small.calls[0].batch.teacherLogits).toBeUndefined();
});

test('epochs are not alike', async () => {
  const { calls } = await trained([{ noise: { deviation: 1 } }], { epochs: 2 });
  const [first, second] = [calls.slice(0, 4), calls.slice(4)].map((of) => new Set(xsOf(of)));
  expect([...first].filter((x) => second.has(x))).toEqual([]);
});

test('a list that does not fit the samples is a mistake at its place', async () => {
  const makeTrainer: MakeTrainer = async () => expect.unreachable();
  const augment = [{ flip: { axis: 'horizontal', probability: 0.5 } }];
  const params = {
    epochs: 1,
    batch: 4,
    optimizer: { sgd: { learningRate: 1 } },
    schedule,
    validation: 0,
    earlyStopping: 0,
    augment,
    labelSmoothing: 0,
  };
  const outcome = await trainNetwork({ network, train, loss, params: params as never, seed: 1, makeTrainer });
  expect(outcome).toMatchObject({ problems: [{ code: 'data/augment', place: { path: 'augment[0].flip' } }] });
});
