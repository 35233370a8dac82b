import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { fold } from '../../src/compress/fold.ts';
import { prepareQat } from '../../src/compress/qat/qat.ts';
import { CONTROL_BYTES, teamOf } from '../../src/nn/threads/meeting.ts';
import { type Job, trainerWith } from '../../src/nn/train.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { ADAM, batchOf, bytesOf, EVERYTHING, HARD, kernelsModule, lossOf, networkOf, SGD } from './networks.ts';

const WORKER = fileURLToPath(new URL('../../build/nn-test-worker.cjs', import.meta.url));

beforeAll(() =>
  build({
    entryPoints: [fileURLToPath(new URL('../../src/worker.ts', import.meta.url))],
    outfile: WORKER,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  }),
);

const exits: Promise<number>[] = [];

function startWorker(job: Job): Promise<void> {
  const worker = new Worker(WORKER, { workerData: { train: job } });
  exits.push(new Promise((resolve) => worker.once('exit', resolve)));
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}

test.each([
  ['everything', [10, 7, 2], EVERYTHING],
  [
    'dense layers',
    [20],
    [{ dense: { units: 33, activation: 'relu' } }, { dropout: { rate: 0.2 } }, { dense: { units: 5 } }],
  ],
] as const)('1, 2, 3 and 4 threads train %s to the same bytes', async (_, shape, layers) => {
  const network = networkOf(shape, layers);
  const results = [];
  for (const threads of [1, 2, 3, 4]) {
    const make = trainerWith({ module: kernelsModule, threads, everyThread: true, startWorker });
    const trainer = await make({ network, batch: 16, optimizer: ADAM, loss: lossOf(0.3, 4), seed: 5 });
    const losses = [16, 16, 16, 3, 1, 16].map((count, i) => trainer.step(batchOf(network, count, i), 0.01));
    const learned = bytesOf(trainer.snapshot());
    trainer.measureStatistics([16, 7].map((count, i) => batchOf(network, count, i)));
    const logits = trainer.infer(batchOf(network, 37, 9).x, 37);
    results.push({ losses, learned, logits, measured: bytesOf(trainer.snapshot()) });
    trainer.close();
  }
  for (const result of results.slice(1)) expect(result).toEqual(results[0]);
  expect(results[0].losses.every(Number.isFinite)).toBe(true);
  expect(await Promise.all(exits)).toEqual(exits.map(() => 0));
});

test('a state of one thread goes on with two and with four to the same bytes', async () => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const trainerOn = (threads: number) =>
    trainerWith({ module: kernelsModule, threads, everyThread: true, startWorker })({
      ...{ network, batch: 16, optimizer: ADAM, loss: lossOf(0.3, 4), seed: 5 },
    });
  const first = await trainerOn(1);
  for (let i = 0; i < 2; i++) first.step(batchOf(network, 16, i), 0.01);
  const state = first.state();
  const results = [];
  for (const threads of [1, 2, 4]) {
    const trainer = await trainerOn(threads);
    expect(trainer.restore(state)).toBe(true);
    for (let i = 2; i < 5; i++) trainer.step(batchOf(network, 16, i), 0.01);
    results.push({ bytes: bytesOf(trainer.snapshot()), state: trainer.state() });
    trainer.close();
  }
  for (let i = 2; i < 5; i++) first.step(batchOf(network, 16, i), 0.01);
  const unbroken = { bytes: bytesOf(first.snapshot()), state: first.state() };
  first.close();
  for (const result of results) expect(result).toEqual(unbroken);
});

test('1, 2, 3 and 4 threads train with fake quantization to the same bytes', async () => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const nodes = network.nodes.map((_, i) => ({ min: -1 - i / 9, max: 2 + i / 7 }));
  const params = { mode: 'int8', dense: 'per-channel' } as const;
  const results = [];
  for (const threads of [1, 2, 3, 4]) {
    const ranges = { input: { min: -2, max: 3 }, nodes };
    const qat = prepareQat({ folded: fold(network), ranges, params, batch: 16, learningSteps: 4 });
    const make = trainerWith({ module: kernelsModule, threads, everyThread: true, startWorker });
    const options = { batch: 16, optimizer: ADAM, loss: lossOf(0.3, 4), seed: 5, ...qat.options };
    const trainer = await make({ ...options, network: qat.network });
    const losses = [16, 16, 16, 3, 1, 16].map((count, i) => trainer.step(batchOf(network, count, i), 0.01));
    const logits = trainer.infer(batchOf(network, 37, 9).x, 37);
    results.push({ losses, logits, learned: qat.finish(trainer.snapshot()) });
    trainer.close();
  }
  for (const result of results.slice(1)) expect(result).toEqual(results[0]);
  expect(results[0].losses.every(Number.isFinite)).toBe(true);
  // The ranges have learned.
  expect(results[0].learned.ranges.nodes).not.toEqual(nodes);
});

test('a thread that fails ends the step of all others', async () => {
  const network = networkOf([20], [{ dense: { units: 5 } }]);
  const broken = (job: Job) =>
    startWorker({
      ...job,
      program: {
        ...job.program,
        routines: job.program.routines.map(() => [
          {
            kernel: 'columnSums',
            range: { over: 'elements', length: 2, multiple: 1 },
            args: [-(2 ** 20), 0, 9, 9],
          } as const,
        ]),
      },
    });
  const trainer = await trainerWith({ module: kernelsModule, threads: 2, everyThread: true, startWorker: broken })({
    network,
    batch: 4,
    optimizer: { sgd: SGD },
    loss: HARD,
    seed: 5,
  });
  expect(() => trainer.step(batchOf(network, 4), 0.1)).toThrow('a thread of the training has failed');
  trainer.close();
});

test('threads that would mostly wait are not started', async () => {
  const started: number[] = [];
  const startNone = async ({ thread }: Job) => {
    started.push(thread);
  };
  const make = trainerWith({ module: kernelsModule, threads: 4, startWorker: startNone });
  const method = { optimizer: { sgd: SGD }, loss: HARD };
  const small = networkOf([20], [{ dense: { units: 5 } }]);
  await make({ network: small, batch: 64, ...method, seed: 5 });
  expect(started).toEqual([]);
  const large = networkOf([28, 28, 1], [{ conv2d: { filters: 32, kernel: 3 } }, { dense: { units: 5 } }]);
  await make({ network: large, batch: 64, ...method, seed: 5 });
  expect(started).toEqual([1, 2, 3]);
});

test('a thread that never comes ends the wait', () => {
  const team = teamOf({ control: 65536, threads: 2 }, createMemory(65536 + CONTROL_BYTES).buffer);
  expect(() => team.meet(5)).toThrow('a thread of the training does not answer');
});
