// Trainings of a small network that bench/parity.ts recorded in PyTorch, and the same ones here.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Network } from '../../src/nn/network/network.ts';
import type { OptimizerParams } from '../../src/nn/params.ts';
import type { MakeTrainer } from '../../src/nn/trainer.ts';
import { lossOf, networkOf, oneHot } from './networks.ts';

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
export const recording: Recording = JSON.parse(readFileSync(file, 'utf8'));

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

/** What is trained, and from where. */
export function prepare() {
  const { batches, labels } = recording;
  const [x, teacher] = [valuesOf(recording.x), valuesOf(recording.teacher)];
  const rows = (values: Float32Array, from: number, to: number) =>
    values.subarray((from * values.length) / labels.length, (to * values.length) / labels.length);
  const steps = batches.map(([from, to]) => ({
    count: to - from,
    x: rows(x, from, to),
    targets: oneHot(labels.slice(from, to), 3),
    teacherLogits: rows(teacher, from, to),
  }));
  return { network: start(), x, steps };
}

/** The losses of its steps, and the logits of its samples after the last. */
export async function train(make: MakeTrainer, optimizer: OptimizerParams, { network, x, steps } = prepare()) {
  const { alpha, temperature, labels } = recording;
  const trainer = await make({ network, batch: 10, optimizer, loss: lossOf(alpha, temperature), seed: 1 });
  const rate = Object.values(optimizer)[0].learningRate;
  const losses = steps.map((samples) => trainer.step(samples, rate));
  return { losses, logits: trainer.infer(x, labels.length) };
}

export const greatestError = (ours: ArrayLike<number>, theirs: readonly number[], scale: (value: number) => number) =>
  Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value) / scale(value)));
