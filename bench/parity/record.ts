// Writes fixtures/parity/torch.json: trainings of a small network in PyTorch, for a test that needs no Python.
import { mkdirSync, writeFileSync } from 'node:fs';
import { random } from '../../src/base/random.ts';
import { sizeOf } from '../../src/base/shape.ts';
import type { Engine } from '../../src/gate/engine.ts';
import type { Network } from '../../src/nn/network/network.ts';
import { networkOfLayers } from '../students.ts';
import type { Peer } from './peer.ts';
import { OPTIMIZERS } from './steps.ts';
import { parametersOf, type Training } from './training.ts';

const SHAPE = [8, 7, 2];
const CLASSES = 3;
const LAYERS = [
  { conv2d: { filters: 6, kernel: [3, 2], stride: [2, 1], batchNorm: true, activation: 'relu' } },
  { depthwiseConv2d: { kernel: 3, batchNorm: true, activation: 'relu6' } },
  { conv2d: { filters: 5, kernel: 1, activation: 'relu' } },
  { maxPool: { size: 2 } },
  { dense: { units: 8, activation: 'relu' } },
  { dense: { units: CLASSES } },
];
const SAMPLES = 24;
const STEPS = 20;
/** The last of each epoch is smaller. */
const BATCHES = [
  [0, 10],
  [10, 20],
  [20, 24],
];
/** Numbers are whole multiples of 1 / 1024, so that their decimals in the file are exact and short. */
const UNIT = 1024;

export async function record(_: Engine, [peer]: readonly Peer[]): Promise<boolean> {
  const source = random(1, 'parity');
  const whole = (length: number, deviation: number) =>
    new Float32Array(length).map(() => Math.round(source.normal() * deviation * UNIT) / UNIT);
  const network = networkOfLayers(SHAPE, LAYERS, 1, 'parity');
  setWeights(network, (weight) => whole(weight.length, 0.3));
  const train = {
    x: whole(SAMPLES * sizeOf(SHAPE), 1),
    labels: new Int32Array(SAMPLES).map(() => source.below(CLASSES)),
    teacher: whole(SAMPLES * CLASSES, 3),
  };
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const [from, to] = BATCHES[i % BATCHES.length];
    return Int32Array.from({ length: to - from }, (_, k) => from + k);
  });
  const common = { network, train, test: train, steps, alpha: 0.3, temperature: 4 };
  const trainings = [];
  for (const optimizer of Object.values(OPTIMIZERS)) {
    const rates = steps.map(() => Object.values(optimizer)[0].learningRate);
    const training: Training = { ...common, optimizer, rates };
    const { losses, logits } = await peer.train(training, { type: 'float64' });
    trainings.push({ optimizer, losses: losses.map(short), logits: logits.map(short) });
  }
  const file = {
    provenance: `${peer.name} in float64, by: node bench/run.mjs bench/parity.ts record`,
    shape: SHAPE,
    layers: LAYERS,
    alpha: common.alpha,
    temperature: common.temperature,
    unit: UNIT,
    batches: steps.map((step) => [step[0], step[step.length - 1] + 1]),
    parameters: units(parametersOf(network)),
    x: units(train.x),
    labels: Array.from(train.labels),
    teacher: units(train.teacher),
    trainings,
  };
  mkdirSync('fixtures/parity', { recursive: true });
  writeFileSync('fixtures/parity/torch.json', `${linesOf(file)}\n`);
  console.log('fixtures/parity/torch.json is written');
  return true;
}

function setWeights({ nodes }: Network, make: (weight: Float32Array) => Float32Array): void {
  for (const node of nodes) {
    if ('parameters' in node && 'weight' in node.parameters) node.parameters.weight.set(make(node.parameters.weight));
  }
}

const units = (values: Float32Array): number[] => Array.from(values, (v) => Math.round(v * UNIT));

const short = (value: number): number => Number(value.toPrecision(15));

/** One line a key. */
function linesOf(file: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(file).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}
