// When batch norm's statistics are measured behind a training, over which samples, and what is kept of it.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { MakeTrainer } from '../../src/nn/trainer.ts';
import { trainNetwork } from '../../src/student/train.ts';
import { paramsOf } from './settings.ts';
import { datasetOf } from './softmax-regression.ts';

const dense = { units: 2, activation: 'none', batchNorm: false, bias: true } as const;
const normalised = must(buildNetwork([1], [{ dense: { ...dense, batchNorm: true } }], 3, 'student'));
const plain = must(buildNetwork([1], [{ dense }], 3, 'student'));
const SAMPLES = 40;
const labels = Array.from({ length: SAMPLES }, (_, n) => Number(n >= SAMPLES / 2));
const train = datasetOf(
  labels.map((_, n) => n),
  labels,
);

/** Answers `moving` of the held-out samples right until its statistics are measured, then `measured`; tells its
 * batches. */
function scripted(moving: number, measured: number) {
  const told: { count: number; values: number[] }[][] = [];
  const made: object[] = [];
  let open = 0;
  const makeTrainer: MakeTrainer = async (options) => {
    const { network } = options;
    let right = moving;
    let isMeasured = false;
    made.push(options);
    open++;
    return {
      step: () => 1,
      infer: (_, count) => {
        const answers = Array.from({ length: count }, (_, n) => (n < count / 2 ? 0 : 1) ^ Number(n >= right));
        return Float32Array.from(answers.flatMap((answer) => [1 - answer, answer]));
      },
      measureStatistics(batches) {
        told.push(Array.from(batches, ({ count, x }) => ({ count, values: Array.from(x.subarray(0, count)) })));
        [right, isMeasured] = [measured, true];
      },
      snapshot: () => ({ ...network, inputShape: [isMeasured ? 2 : 1] }),
      state: () => ({ floats: new Float32Array(0), numbers: [] }),
      restore: () => true,
      close: () => {
        open--;
      },
    };
  };
  return { makeTrainer, told, made, opened: () => open };
}

const loss = { distillation: { alpha: 1, temperature: 1 } };
const run = async (script: ReturnType<typeof scripted>, changes: object, network = normalised) =>
  must(
    await trainNetwork({
      ...{ network, train, loss, seed: 1, makeTrainer: script.makeTrainer },
      params: paramsOf({ epochs: 4, batch: 8, ...changes }),
    }),
  );
const isMeasured = ({ network }: Awaited<ReturnType<typeof run>>) => network.inputShape[0] === 2;

const constant = { schedule: { kind: 'constant' } };

test('with a constant rate, over each training sample once, not augmented, the classes mixed', async () => {
  const script = scripted(0, 0);
  const augment = [{ noise: { deviation: 3 } }];
  const result = await run(script, { ...constant, validation: 0.2, augment, epochs: 2 });
  expect(isMeasured(result)).toBe(true);
  const [batches] = script.told;
  expect(batches.map(({ count }) => count)).toEqual([8, 8, 8, 8]);
  const values = batches.flatMap((batch) => batch.values);
  expect(new Set(values).size).toBe(32);
  // Whole, as they are stored.
  expect(values.every((v) => Number.isInteger(v) && v >= 0 && v < SAMPLES)).toBe(true);
  for (const batch of batches) expect(new Set(batch.values.map((v) => labels[v])).size).toBe(2);
  expect(script.opened()).toBe(0);
});

test('the held-out samples decide, and the result says what the kept network answers', async () => {
  const held = { ...constant, validation: 0.2 };
  const better = await run(scripted(1, 4), held);
  expect([isMeasured(better), better.validation]).toEqual([true, { correct: 4, total: 8 }]);
  const equal = await run(scripted(2, 2), held);
  expect([isMeasured(equal), equal.validation]).toEqual([true, { correct: 2, total: 8 }]);
  const worse = await run(scripted(4, 1), held);
  expect([isMeasured(worse), worse.validation]).toEqual([false, { correct: 4, total: 8 }]);
  // The epochs are what they were.
  expect(better.history.map(({ validation }) => validation?.accuracy?.correct)).toEqual([1, 1, 1, 1]);
  const unheld = await run(scripted(0, 0), { ...constant, validation: 0 });
  expect([isMeasured(unheld), unheld.validation]).toEqual([true, undefined]);
});

test.each<[string, object, boolean]>([
  ['a cosine to its end', { schedule: { kind: 'cosine' } }, false],
  ['a cosine that stops early', { schedule: { kind: 'cosine' }, epochs: 20, earlyStopping: 2, validation: 0.2 }, true],
  ['steps that end above a tenth', { schedule: { kind: 'step', every: 2, factor: 0.2 } }, true],
  ['steps that end at a tenth', { schedule: { kind: 'step', every: 2, factor: 0.1 } }, false],
])('%s', async (_, changes, wanted) => {
  const script = scripted(2, 2);
  expect(isMeasured(await run(script, { validation: 0, ...changes }))).toBe(wanted);
  expect(script.told.length).toBe(Number(wanted));
});

test('a network without batch norm has nothing to measure', async () => {
  const script = scripted(0, 0);
  expect(isMeasured(await run(script, constant, plain))).toBe(false);
  expect(script.made.length).toBe(1);
});

test('a training that was killed behind its last epoch measures as well', async () => {
  const checkpoints = { find: async () => undefined, keep: async () => undefined, drop: async () => undefined };
  const first = scripted(1, 1);
  let last: unknown;
  const input = { network: normalised, train, loss, seed: 1, params: paramsOf({ epochs: 4, batch: 8, ...constant }) };
  const keep = async (checkpoint: unknown) => {
    last = structuredClone(checkpoint);
  };
  const whole = must(
    await trainNetwork({ ...input, makeTrainer: first.makeTrainer, checkpoints: { ...checkpoints, keep } }),
  );
  const second = scripted(1, 1);
  const find = async () => last as never;
  const resumed = must(
    await trainNetwork({ ...input, makeTrainer: second.makeTrainer, checkpoints: { ...checkpoints, find } }),
  );
  expect(resumed).toEqual(whole);
  expect(second.told).toEqual(first.told);
});
