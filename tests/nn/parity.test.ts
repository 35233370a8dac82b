// Trainings of a small network beside the same ones in PyTorch, as bench/parity.ts recorded them.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Network } from '../../src/nn/network/network.ts';
import type { OptimizerParams } from '../../src/nn/params.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { ENGINES, lossOf, networkOf, oneHot } from './networks.ts';

interface Recording {
  readonly shape: readonly number[];
  readonly layers: readonly unknown[];
  readonly alpha: number;
  readonly temperature: number;
  /** Whole numbers below are multiples of 1 / unit. */
  readonly unit: number;
  /** First and last sample (exclusive) of each step. */
  readonly batches: readonly (readonly [number, number])[];
  readonly parameters: readonly number[];
  readonly x: readonly number[];
  readonly labels: readonly number[];
  readonly teacher: readonly number[];
  readonly trainings: readonly {
    readonly optimizer: OptimizerParams;
    readonly losses: readonly number[];
    /** After the last step, with the moving statistics. */
    readonly logits: readonly number[];
  }[];
}

const file = new URL('../../fixtures/parity/torch.json', import.meta.url);
const recording: Recording = JSON.parse(readFileSync(file, 'utf8'));

const valuesOf = (whole: readonly number[]) => Float32Array.from(whole, (value) => value / recording.unit);

function start(): Network {
  const network = networkOf(recording.shape, recording.layers);
  const values = valuesOf(recording.parameters);
  let at = 0;
  for (const node of network.nodes) {
    for (const array of Object.values('parameters' in node ? node.parameters : {})) {
      array.set(values.subarray(at, at + array.length));
      at += array.length;
    }
  }
  expect(at).toBe(values.length);
  return network;
}

async function train(make: ReturnType<typeof singleTrainer>, optimizer: OptimizerParams) {
  const { alpha, temperature, batches, labels } = recording;
  const [x, teacher] = [valuesOf(recording.x), valuesOf(recording.teacher)];
  const trainer = await make({ network: start(), batch: 10, optimizer, loss: lossOf(alpha, temperature), seed: 1 });
  const rate = Object.values(optimizer)[0].learningRate;
  const rows = (values: Float32Array, from: number, to: number) =>
    values.subarray((from * values.length) / labels.length, (to * values.length) / labels.length);
  const losses = batches.map(([from, to]) => {
    const samples = { count: to - from, x: rows(x, from, to), targets: oneHot(labels.slice(from, to), 3) };
    return trainer.step({ ...samples, teacherLogits: rows(teacher, from, to) }, rate);
  });
  return { losses, logits: trainer.infer(x, labels.length) };
}

const greatestError = (ours: ArrayLike<number>, theirs: readonly number[], scale: (value: number) => number) =>
  Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value) / scale(value)));

describe.each(recording.trainings.map((training) => ({ name: Object.keys(training.optimizer)[0], ...training })))(
  'from one start with $name',
  ({ optimizer, losses, logits }) => {
    test.each(ENGINES)('the first 20 losses are those of PyTorch ($engine kernels)', async ({ over }) => {
      const ours = await train(singleTrainer(over), optimizer);
      expect(losses).toHaveLength(20);
      // Relative.
      expect(greatestError(ours.losses, losses, Math.abs)).toBeLessThan(1e-5);
      // The moving statistics decide these.
      expect(logits).toHaveLength(recording.labels.length * 3);
      expect(greatestError(ours.logits, logits, (value) => Math.abs(value) + 1)).toBeLessThan(1e-5);
    });
  },
);
