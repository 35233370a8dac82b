// The training of the experiments: the product's trainer and schedule, moved samples, a fixed number of epochs.
import { Ajv } from 'ajv';
import { sha256Hex } from '../../src/base/digest.ts';
import { onlyKeyOf } from '../../src/base/one-of.ts';
import { must } from '../../src/base/problem.ts';
import { permutation, random } from '../../src/base/random.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { prunedLayers, pruner } from '../../src/compress/prune/zeros.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { LABELS_ALONE } from '../../src/nn/losses/distillation.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { Network } from '../../src/nn/network/network.ts';
import type { OptimizerChoice } from '../../src/nn/optimizers/optimizer.ts';
import { LAYERS_SCHEMA, type LayerSpec } from '../../src/nn/params.ts';

import { learningRateAt } from '../../src/student/schedule.ts';
import { targetsOf } from '../../src/student/targets.ts';
import { keep } from './keep.ts';
import { putShifted, type Shift, shiftsUpTo } from './shift.ts';

/** What decides a result besides data, layers and seed. */
export interface Recipe {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: OptimizerChoice;
  readonly warmup: number;
  /** Pixels that a sample is moved by at most, in both directions. */
  readonly shift: number;
  readonly loss: { readonly alpha: number; readonly temperature: number };
  /** The share of zeros in convolutions and dense layers at the end; it grows over the first half of the steps. */
  readonly sparsity?: number;
}

export interface Lesson {
  readonly name: string;
  readonly layers: readonly unknown[];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly set: Dataset;
  /** Of `set`. */
  readonly indices: Int32Array;
  /** Answers of a teacher, shift by shift of `shiftsUpTo(recipe.shift)`: [shifts, set.count, classes]. */
  readonly teacher?: Float32Array;
  /** What the teacher's answers depend on. */
  readonly teacherKey?: unknown;
}

/** Any number gives the same bytes. */
export const THREADS = Number(process.env.THREADS ?? 2);

export function networkOf(name: string, set: Dataset, layers: readonly unknown[], seed: number): Network {
  const complete = structuredClone(layers);
  const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });
  if (!ajv.validate(LAYERS_SCHEMA, complete)) throw new Error(ajv.errorsText());
  return must(buildNetwork(set.shape, complete as LayerSpec[], seed, name));
}

/** The network after its last epoch; kept, so that the same lesson is learned once. */
export async function learn(engine: Engine, lesson: Lesson): Promise<Network> {
  const { name, layers, recipe, seed, set, indices, teacherKey } = lesson;
  const network = networkOf(name, set, layers, seed);
  const samples = [indices.length, indices.reduce((sum, i, at) => (Math.imul(sum, 31) + i + at) | 0, 0)];
  const settings = {
    name,
    layers,
    recipe,
    seed,
    samples,
    teacherKey: teacherKey ?? null,
    kernels: engine.kernelsSha256,
  };
  const values = await keep(name, settings, async () => parametersOf(await train(engine, lesson, network)));
  return withParameters(network, values);
}

async function train(engine: Engine, lesson: Lesson, network: Network): Promise<Network> {
  const { name, recipe, seed, indices } = lesson;
  const { epochs, batch, optimizer, warmup } = recipe;
  const method = { optimizer, loss: { distillation: recipe.loss } };
  const stepsPerEpoch = Math.floor(indices.length / batch);
  const { sparsity } = recipe;
  const steps = Math.floor((epochs * stepsPerEpoch) / 2);
  const hooks = sparsity ? pruner(prunedLayers(network), { sparsity, pattern: 'unstructured', steps }) : {};
  const trainer = await engine.trainerOn(THREADS)({ network, batch, ...method, seed, ...hooks });
  const schedule = { kind: 'cosine', warmup, every: 1, factor: 1 } as const;
  const highest = onlyKeyOf(optimizer).value.learningRate;
  const assemble = assembler(lesson);
  const started = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(indices.length, random(seed, `shuffle/${epoch}`)).map((i) => indices[i]);
    const moves = random(seed, `shift/${epoch}`);
    let lossSum = 0;
    for (let i = 0; i < stepsPerEpoch; i++) {
      const rate = learningRateAt(epoch * stepsPerEpoch + i, highest, schedule, { epochs, stepsPerEpoch });
      lossSum += trainer.step(assemble(order.subarray(i * batch, (i + 1) * batch), moves), rate);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const loss = (lossSum / stepsPerEpoch).toFixed(5);
    console.error(`${name}, seed ${seed}, epoch ${epoch + 1} of ${epochs}: loss ${loss}, ${seconds} s`);
  }
  const trained = trainer.snapshot();
  trainer.close();
  return trained;
}

function assembler({ set, recipe, teacher }: Lesson) {
  const size = sizeOf(set.shape);
  const classes = set.classes.length;
  const shifts = shiftsUpTo(recipe.shift);
  const x = new Float32Array(recipe.batch * size);
  const teacherLogits = teacher && new Float32Array(recipe.batch * classes);
  return (rows: Int32Array, moves: { below(bound: number): number }) => {
    rows.forEach((sample, row) => {
      const shift = moves.below(shifts.length);
      putShifted(set, sample, shifts[shift], x, row * size);
      const from = (shift * set.count + sample) * classes;
      if (teacher) teacherLogits?.set(teacher.subarray(from, from + classes), row * classes);
    });
    return { count: rows.length, x, targets: targetsOf(set, rows), teacherLogits };
  };
}

export interface Answering {
  infer(x: Float32Array, count: number): Float32Array;
}

const SAMPLES_AT_ONCE = 1000;

/** [indices.length, classes] */
export function answersOf({ infer }: Answering, set: Dataset, indices: Int32Array, shift: Shift): Float32Array {
  const size = sizeOf(set.shape);
  const classes = set.classes.length;
  const answers = new Float32Array(indices.length * classes);
  const x = new Float32Array(SAMPLES_AT_ONCE * size);
  for (let first = 0; first < indices.length; first += SAMPLES_AT_ONCE) {
    const rows = indices.subarray(first, first + SAMPLES_AT_ONCE);
    rows.forEach((sample, row) => {
      putShifted(set, sample, shift, x, row * size);
    });
    answers.set(infer(x, rows.length), first * classes);
  }
  return answers;
}

export function everySampleOf({ count }: Dataset): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

export const UNMOVED: Shift = { down: 0, right: 0 };

/** How many samples the network gets wrong. */
export function errorsOf(network: Answering, set: Dataset, indices: Int32Array): number {
  return wrongAmong(answersOf(network, set, indices, UNMOVED), set, indices);
}

/** The answer is the first of the greatest. */
export function wrongAmong(answers: Float32Array, set: Dataset, indices: Int32Array): number {
  const classes = set.classes.length;
  return indices.reduce((sum, sample, row) => {
    const logits = answers.subarray(row * classes, (row + 1) * classes);
    return sum + (logits.indexOf(Math.max(...logits)) === set.labels[sample] ? 0 : 1);
  }, 0);
}

/** A trained network that answers, on two threads. */
export async function answering(engine: Engine, network: Network) {
  const optimizer = { sgd: { learningRate: 1, momentum: 0, nesterov: false, weightDecay: 0 } };
  return engine.trainerOn(THREADS)({ network, batch: 256, optimizer, loss: { distillation: LABELS_ALONE }, seed: 1 });
}

/** What a teacher says to every sample at every shift: [shifts, set.count, classes]. */
export async function lectureOf(engine: Engine, name: string, network: Network, set: Dataset, most: number) {
  const shifts = shiftsUpTo(most);
  const settings = { most, count: set.count, parameters: digestOf(parametersOf(network)) };
  return keep(`${name}-answers`, settings, async () => {
    const teacher = await answering(engine, network);
    const parts = shifts.map((shift) => {
      console.error(`${name} answers, moved by ${shift.down}, ${shift.right}`);
      return answersOf(teacher, set, everySampleOf(set), shift);
    });
    teacher.close();
    return concat(parts);
  });
}

function parametersOf(network: Network): Float32Array {
  return concat(network.nodes.flatMap((node) => ('parameters' in node ? Object.values(node.parameters) : [])));
}

function withParameters(network: Network, values: Float32Array): Network {
  let at = 0;
  const nodes = network.nodes.map((node) => {
    if (!('parameters' in node)) return node;
    const entries = Object.entries(node.parameters).map(([role, old]) => {
      at += old.length;
      return [role, values.slice(at - old.length, at)] as const;
    });
    return { ...node, parameters: Object.fromEntries(entries) };
  });
  return { ...network, nodes: nodes as Network['nodes'] };
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function digestOf(values: Float32Array): string {
  return sha256Hex(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).slice(0, 16);
}
