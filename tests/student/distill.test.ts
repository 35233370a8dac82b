import { expect, test } from 'vitest';
import { must, type Problem, reject } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import type { Loss } from '../../src/nn/losses/loss.ts';
import type { MakeTrainer } from '../../src/nn/trainer.ts';
import { distill } from '../../src/student/distill.ts';
import { countCorrect } from '../../src/student/evaluate.ts';
import { trainNetwork } from '../../src/student/train.ts';
import { networkOf, paramsOf } from './settings.ts';
import { type Call, datasetOf, softmaxRegression } from './softmax-regression.ts';

/** Points around (1, 0), (-1, 0.5) and (0, -1). */
function clusters(count: number) {
  const source = random(5, 'clusters');
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  const centres = [
    [1, 0],
    [-1, 0.5],
    [0, -1],
  ];
  return datasetOf(
    labels.flatMap((c) => centres[c].map((v) => v + 0.2 * source.normal())),
    labels,
    3,
  );
}
const sgd = (learningRate: number) => ({ sgd: { learningRate } });

test('learns what the labels say', async () => {
  const train = clusters(90);
  const params = paramsOf({ epochs: 10, batch: 8, optimizer: sgd(1) });
  const makeTrainer = softmaxRegression();
  const value = must(await distill({ network: networkOf(2, 3), train, params, seed: 1, makeTrainer }));
  expect(value.formula).toBe('CE');
  expect(value.trainableParameters).toBe(9);
  expect(value.history.length).toBe(10);
  expect(value.validation).toEqual({ correct: 9, total: 9 });
  expect(value.history[9].trainLoss).toBeLessThan(value.history[0].trainLoss);
  expect(makeTrainer.closed).toBe(1);
});

test('learns what the teacher says where the labels are wrong', async () => {
  const train = clusters(90);
  const truth = train.labels;
  // The teacher knows; every label is shifted by one class.
  const teacherLogits = Float32Array.from(Array.from(truth).flatMap((c) => [0, 1, 2].map((k) => (k === c ? 8 : 0))));
  const wrong = { ...train, labels: truth.map((c) => (c + 1) % 3) };
  const params = paramsOf({ epochs: 5, batch: 8, optimizer: sgd(0.5), alpha: 0.1, validation: 0 });
  const makeTrainer = softmaxRegression();
  const value = must(
    await distill({ network: networkOf(2, 3), train: wrong, teacherLogits, params, seed: 1, makeTrainer }),
  );
  const trainer = await makeTrainer({
    network: value.network,
    batch: 8,
    optimizer: params.optimizer,
    loss: { distillation: { alpha: 1, temperature: 1 } },
    seed: 1,
  });
  expect(countCorrect(trainer.infer(train.values as Float32Array, 90), truth).correct).toBeGreaterThan(85);
  expect(value.formula).toBe('0.1 * CE + 0.9 * 3^2 * KL(teacher / 3 || student / 3)');
  expect(value.bestEpoch).toBe(5);
  expect(value.validation).toBeUndefined();
});

test('every epoch takes each training sample once in another order with its teacher, no held-out one', async () => {
  const train = datasetOf(
    Array.from({ length: 20 }, (_, i) => i),
    Array.from({ length: 20 }, (_, i) => i % 2),
  );
  const teacherLogits = Float32Array.from(Array.from({ length: 20 }, (_, i) => [i, -i]).flat());
  const calls: Call[] = [];
  const params = paramsOf({
    epochs: 2,
    batch: 4,
    optimizer: sgd(0.001),
    validation: 0.2,
    schedule: { kind: 'step', every: 1, factor: 0.5 },
  });
  must(
    await distill({
      network: networkOf(1, 2),
      train,
      teacherLogits,
      params,
      seed: 1,
      makeTrainer: softmaxRegression(calls),
    }),
  );
  expect(calls.map((c) => c.batch.count)).toEqual([4, 4, 4, 4, 4, 4, 4, 4]);
  expect(calls.map((c) => c.learningRate)).toEqual([...Array(4).fill(0.001), ...Array(4).fill(0.0005)]);
  for (const { batch, loss } of calls) {
    expect(loss).toEqual({ distillation: { alpha: 0.1, temperature: 3 } });
    batch.x.forEach((v, n) => {
      expect(Array.from(batch.targets.subarray(2 * n, 2 * n + 2))).toEqual([1 - (v % 2), v % 2]);
      expect(Array.from(batch.teacherLogits?.subarray(2 * n, 2 * n + 2) ?? [])).toEqual([v, -v || 0]);
    });
  }
  const [first, second] = [calls.slice(0, 4), calls.slice(4)].map((e) => e.flatMap((c) => Array.from(c.batch.x)));
  expect(first).not.toEqual(second);
  expect(new Set(first).size).toBe(16);
  expect([...first].sort()).toEqual([...second].sort());
});

test('a rest of one sample is not a batch', async () => {
  const calls: Call[] = [];
  const params = paramsOf({ epochs: 1, batch: 4, validation: 0 });
  const train = datasetOf([1, 2, 3, 4, 5], [0, 1, 0, 1, 0]);
  must(await distill({ network: networkOf(1, 2), train, params, seed: 1, makeTrainer: softmaxRegression(calls) }));
  expect(calls.map((c) => c.batch.count)).toEqual([4]);
});

/** A trainer that answers the validation samples as the script says: how many are right, and how sure it is. */
function scripted(script: readonly (readonly [right: number, sureness: number])[]): MakeTrainer {
  return async ({ network }) => {
    let epoch = 0;
    return {
      step: () => 1,
      infer(_x, count) {
        const [right, sureness] = script[epoch++];
        return Float32Array.from(Array.from({ length: count }, (_, n) => [n < right ? sureness : -sureness, 0]).flat());
      },
      measureStatistics: () => undefined,
      snapshot: () => ({ ...network, inputShape: [epoch] }),
      state: () => ({ floats: new Float32Array(0), numbers: [] }),
      restore: () => true,
      close: () => undefined,
    };
  };
}

test.each([
  [
    'the most right answers',
    [
      [1, 1],
      [3, 1],
      [2, 9],
    ],
    2,
    3,
  ],
  [
    'among equals the least loss',
    [
      [3, 2],
      [3, 1],
      [3, 1.5],
    ],
    2,
    3,
  ],
  [
    'among those the first',
    [
      [3, 1],
      [3, 1],
      [3, 1],
    ],
    1,
    3,
  ],
] as const)('with a few held-out samples the best epoch has %s', async (_, script, best, correct) => {
  const train = datasetOf(Array(40).fill(0), Array(40).fill(0));
  const params = paramsOf({ epochs: 3, batch: 36 });
  const value = must(
    await distill({ network: networkOf(1, 2), train, params, seed: 1, makeTrainer: scripted(script) }),
  );
  expect(value.bestEpoch).toBe(best);
  expect(value.network.inputShape).toEqual([best]);
  expect(value.validation).toEqual({ correct, total: 4 });
  expect(value.history.length).toBe(3);
});

// 20 of 20 right have a standard error of sqrt(20 * 21/22 * 1/22) = 0.931: 19 are within two of them, 18 are not. 15 of
// 20 have one of 1.99, but a tenth of them is 1.5.
test.each([
  ['the last as good but for chance', 20, 19, 3],
  ['none that is worse by more than chance', 20, 18, 2],
  ['one with a tenth less', 15, 14, 3],
  ['none with more than a tenth less', 15, 13, 2],
] as const)('with a falling rate the best epoch is %s', async (_, most, last, best) => {
  const train = datasetOf(Array(200).fill(0), Array(200).fill(0));
  const params = paramsOf({ epochs: 3, batch: 180 });
  const makeTrainer = scripted([
    [1, 1],
    [most, 1],
    [last, 9],
  ]);
  const value = must(await distill({ network: networkOf(1, 2), train, params, seed: 1, makeTrainer }));
  expect([value.bestEpoch, value.peakEpoch]).toEqual([best, 2]);
  expect(value.network.inputShape).toEqual([best]);
  expect(value.validation).toEqual({ correct: best === 3 ? last : most, total: 20 });
  const schedule = { kind: 'constant', warmup: 0, every: 1, factor: 1 } as const;
  const constant = must(
    await distill({ network: networkOf(1, 2), train, params: { ...params, schedule }, seed: 1, makeTrainer }),
  );
  expect([constant.bestEpoch, constant.peakEpoch]).toEqual([2, 2]);
});

test('stops after the epochs that earlyStopping allows without a better one', async () => {
  const train = datasetOf(Array(40).fill(0), Array(40).fill(0));
  const params = paramsOf({ epochs: 100, batch: 36, earlyStopping: 2 });
  const makeTrainer = scripted([
    [1, 1],
    [0, 1],
    [2, 1],
    [1, 1],
    [2, 2],
  ]);
  const value = must(await distill({ network: networkOf(1, 2), train, params, seed: 1, makeTrainer }));
  expect([value.bestEpoch, value.peakEpoch, value.history.length]).toEqual([3, 3, 5]);
});

test('the same seed gives the same bytes, another one others', async () => {
  const run = async (seed: number) => {
    const params = paramsOf({ epochs: 3, batch: 8 });
    return must(
      await distill({ network: networkOf(2, 3), train: clusters(60), params, seed, makeTrainer: softmaxRegression() }),
    );
  };
  expect(await run(1)).toEqual(await run(1));
  expect((await run(1)).network).not.toEqual((await run(2)).network);
});

test('progress counts steps', async () => {
  const seen: (readonly [number, number, string | undefined])[] = [];
  const params = paramsOf({ epochs: 2, batch: 36, optimizer: sgd(0.1) });
  const onProgress = (steps: number, total: number, note?: string) => seen.push([steps, total, note]);
  const train = datasetOf(
    Array.from({ length: 40 }, (_, i) => (i % 2) - 0.5),
    Array.from({ length: 40 }, (_, i) => i % 2),
  );
  must(
    await distill({ network: networkOf(1, 2), train, params, seed: 1, makeTrainer: softmaxRegression(), onProgress }),
  );
  expect(seen.map(([steps, total]) => [steps, total])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  expect(seen[1][2]).toMatch(/^validation \d+\.\d%$/);
});

const problemOf = async (changes: object, more: object = {}): Promise<Problem> => {
  const train = clusters(30);
  const input = {
    network: networkOf(2, 3),
    train,
    seed: 1,
    makeTrainer: softmaxRegression(),
    params: paramsOf(changes),
    ...more,
  };
  const outcome = await distill(input);
  if (outcome.ok) throw new Error('no problem');
  expect(outcome.problems.length).toBe(1);
  return outcome.problems[0];
};

test('a trainer that does not fit into memory is a mistake of the spec', async () => {
  const makeTrainer: MakeTrainer = async () => reject('network/memory', 'too large');
  const outcome = await distill({
    network: networkOf(2, 3),
    train: clusters(9),
    params: paramsOf({}),
    seed: 1,
    makeTrainer,
  });
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'network/memory' }] });
});

// 4096 samples of 2^21 values are more than an array can have; there are two.
test('a batch takes no more memory than there are samples', async () => {
  const size = 2 ** 21;
  const batches: number[] = [];
  const makeTrainer: MakeTrainer = async ({ batch }) => {
    batches.push(batch);
    return reject('network/memory', 'as far as this test goes');
  };
  const train = { ...clusters(6), shape: [size], values: new Float32Array(6 * size) };
  const params = paramsOf({ batch: 4096, validation: 0 });
  const outcome = await distill({ network: networkOf(size, 3), train, params, seed: 1, makeTrainer });
  expect(outcome).toMatchObject({ problems: [{ code: 'network/memory' }] });
  expect(batches).toEqual([6]);
});

test('a training that diverges says which rate to lower', async () => {
  const problem = await problemOf(
    { batch: 8, optimizer: sgd(50), schedule: { kind: 'constant' } },
    {
      train: { ...clusters(30), normalisation: { subtract: 0, multiply: 1e30 } },
    },
  );
  expect(problem).toMatchObject({ code: 'student/diverged', place: { path: 'optimizer.sgd.learningRate' } });
  expect(problem.message).toMatch(
    /^training diverged: the loss became (NaN|Infinity) in epoch 1; lower the learning rate from 50, for example to 5$/,
  );
});

test.each([
  [
    'an input of another shape',
    {},
    { network: networkOf(3, 3) },
    'student/input-shape',
    'the network takes 3, the data is 2',
  ],
  [
    'another number of classes',
    {},
    { network: networkOf(2, 4) },
    'network/classes',
    'ends in 4, the data has 3 classes',
  ],
  ['too few samples', {}, { train: datasetOf([1, 2], [0], 3) }, 'student/too-few', 'at least two'],
  [
    'a teacher of another set',
    {},
    { teacherLogits: new Float32Array(9) },
    'student/teacher-count',
    '9 values for 30 samples of 3 classes',
  ],
  ['only warm-up', { epochs: 5, schedule: { warmup: 5 } }, {}, 'student/warmup', 'leaves none of 5'],
  [
    'stopping without held-out samples',
    { validation: 0, earlyStopping: 3 },
    {},
    'student/early-stopping',
    'set validation',
  ],
])('%s is a problem', async (_, changes, more, code, sentence) => {
  const problem = await problemOf(changes, more);
  expect(problem.code).toBe(code);
  expect(problem.message).toContain(sentence);
});

test('held-out samples are judged by the loss that is trained with', async () => {
  const SCHEMA = { type: 'object', properties: {} } as const;
  const ofLabels: Loss<typeof SCHEMA, { readonly factor: number }> = {
    schema: SCHEMA,
    teacher: 'unused',
    emit: () => undefined,
    // 3 of class 1 among 4 held-out samples.
    mean: ({ factor }, { count, targets }) =>
      factor * targets.filter((_, i) => i % 2 === 1 && i < 2 * count).reduce((sum, target) => sum + target, 0),
    describe: () => 'the labels',
  };
  const train = datasetOf(Array(40).fill(0), [...Array(10).fill(0), ...Array(30).fill(1)]);
  const params = paramsOf({ epochs: 1, batch: 36 });
  const seen: unknown[] = [];
  const makeTrainer: MakeTrainer = (options) => {
    seen.push(options.loss, options.optimizer);
    return scripted([[1, 1]])(options);
  };
  const loss = { ofLabels: { factor: 2 } };
  const input = { network: networkOf(1, 2), train, params, loss, seed: 1, makeTrainer };
  const { history } = must(await trainNetwork(input, { ofLabels }));
  expect(history[0].validation?.loss).toBe(6);
  expect(seen).toEqual([loss, params.optimizer]);
});

test('a loss that needs a teacher is a mistake where there is none, before anything is trained', async () => {
  const SCHEMA = { type: 'object', properties: {} } as const;
  const needy: Loss<typeof SCHEMA, object> = {
    ...{ schema: SCHEMA, teacher: 'required', emit: () => undefined, mean: () => 0, describe: () => 'the teacher' },
  };
  const makeTrainer: MakeTrainer = async () => expect.unreachable();
  const common = { network: networkOf(2, 3), train: clusters(9), params: paramsOf({}), seed: 1, makeTrainer };
  const outcome = await trainNetwork({ ...common, loss: { needy: {} } }, { needy });
  const message = 'the loss needy needs a teacher; add a teacher section, or choose another loss';
  expect(outcome).toEqual({ ok: false, problems: [{ code: 'student/no-teacher', message }] });
});
