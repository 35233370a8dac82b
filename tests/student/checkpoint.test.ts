// A training that is cut off after any epoch and goes on: to the same network and history as an unbroken one.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { Checkpoint, Checkpoints } from '../../src/student/checkpoint.ts';
import { trainNetwork } from '../../src/student/train.ts';
import { type Call, datasetOf, softmaxRegression } from './softmax-regression.ts';

const dense = { units: 2, activation: 'none', batchNorm: false, bias: true } as const;
const network = must(buildNetwork([1], [{ dense }], 3, 'student'));
const train = datasetOf(
  Array.from({ length: 40 }, (_, n) => ((n * 7) % 11) - 5),
  Array.from({ length: 40 }, (_, n) => ((n * 7) % 11 > 5 ? 1 : 0)),
);
const params = {
  epochs: 6,
  batch: 8,
  optimizer: { sgd: { learningRate: 0.5 } },
  schedule: { kind: 'cosine', warmup: 0, every: 1, factor: 1 },
  validation: 0.2,
  earlyStopping: 0,
  augment: [{ noise: { deviation: 0.1 } }],
  labelSmoothing: 0,
} as const;
const loss = { distillation: { alpha: 1, temperature: 1 } };

class Killed extends Error {}

/** Keeps the last checkpoint as a file would; `endsAfter`: the epoch after which the process is killed. */
function kept(endsAfter?: number) {
  let last: Checkpoint | undefined;
  const told: number[][] = [];
  let end = endsAfter;
  const checkpoints: Checkpoints = {
    find: async () => last,
    async keep(checkpoint) {
      last = structuredClone(checkpoint);
      if (checkpoint.history.length === end) throw new Killed();
    },
    async drop() {
      last = undefined;
    },
    onResume: (...numbers) => told.push(numbers),
  };
  return {
    checkpoints,
    told,
    last: () => last,
    goOn: () => {
      end = undefined;
    },
  };
}

const run = async (checkpoints?: Checkpoints, changes: object = {}, calls: Call[] = []) => {
  const input = { network, train, loss, params: { ...params, ...changes } as never, seed: 1, checkpoints };
  return must(await trainNetwork({ ...input, makeTrainer: softmaxRegression(calls) }));
};

test.each([1, 2, 5, 6])('killed after epoch %d of 6', async (epoch) => {
  const unbroken = await run();
  const store = kept(epoch);
  await expect(run(store.checkpoints)).rejects.toThrow(Killed);
  expect(store.last()?.history.length).toBe(epoch);
  store.goOn();
  const calls: Call[] = [];
  expect(await run(store.checkpoints, {}, calls)).toEqual(unbroken);
  expect(store.told).toEqual([[epoch, 6]]);
  // Four batches an epoch.
  expect(calls.length).toBe(4 * (6 - epoch));
  // For a training that comes after this one, and may be cut off as well.
  expect(store.last()?.history.length).toBe(6);
});

test('a training that had stopped early stops again', async () => {
  const early = { earlyStopping: 1, optimizer: { sgd: { learningRate: 1e-9 } } };
  const unbroken = await run(undefined, early);
  expect(unbroken.history.length).toBe(2);
  const store = kept(2);
  await expect(run(store.checkpoints, early)).rejects.toThrow(Killed);
  store.goOn();
  expect(await run(store.checkpoints, early)).toEqual(unbroken);
  expect(store.told).toEqual([[2, 2]]);
});

test.each<[string, (checkpoint: Checkpoint) => Checkpoint]>([
  ['of another network', (c) => ({ ...c, best: new Float32Array(3) })],
  [
    'of more epochs',
    (c) => ({ ...c, history: Array.from({ length: 7 }, (_, i) => ({ ...c.history[0], epoch: i + 1 })) }),
  ],
  ['with a hole', (c) => ({ ...c, history: [c.history[1], c.history[0]] })],
  ['without its best epoch', (c) => ({ ...c, bestEpoch: 3 })],
])('a checkpoint %s is passed over', async (_, change) => {
  const store = kept(2);
  await expect(run(store.checkpoints)).rejects.toThrow(Killed);
  const checkpoints = {
    ...kept().checkpoints,
    find: async () => change(store.last() as Checkpoint),
    onResume: () => expect.unreachable(),
  };
  expect(await run(checkpoints)).toEqual(await run());
});

test('a training that ends in a mistake leaves nothing', async () => {
  const store = kept();
  const far = { ...train, normalisation: { subtract: 0, multiply: 1e30 } };
  const input = { network, train: far, loss, params: params as never, seed: 1, checkpoints: store.checkpoints };
  const outcome = await trainNetwork({ ...input, makeTrainer: softmaxRegression() });
  expect(outcome).toMatchObject({ problems: [{ code: 'student/diverged' }] });
  expect(store.last()).toBeUndefined();
});

// 1 to 100, then each second to 200 and each third to 300.
test('a long training is not kept after each of its epochs, but after its last', async () => {
  const keeps: number[] = [];
  const { checkpoints } = kept();
  const keep = async ({ history }: Checkpoint) => void keeps.push(history.length);
  await run({ ...checkpoints, keep }, { epochs: 300, augment: [] });
  expect(keeps.length).toBe(100 + 50 + 34);
  expect(keeps.slice(98, 102)).toEqual([99, 100, 102, 104]);
  keeps.length = 0;
  await run({ ...checkpoints, keep }, { epochs: 151, augment: [] });
  expect(keeps.slice(-2)).toEqual([150, 151]);
});
