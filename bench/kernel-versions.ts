// Two builds of the kernels by turns on one thread: a training step of four students (batch 64), and an inference of
// int8 models.
//   node bench/run.mjs bench/kernel-versions.ts old.wasm new.wasm [rounds, default 15] [model.tflite ...]
// Prints the medians over the rounds (CPU time, since others may use the machine), the median of their ratios (above 1:
// the second is faster), and whether the bits are the same.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Ajv } from 'ajv';
import { must } from '../src/base/problem.ts';
import { random } from '../src/base/random.ts';
import { type Shape, sizeOf } from '../src/base/shape.ts';
import { createInterpreter } from '../src/micro/interpret.ts';
import { resolve } from '../src/micro/resolve.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import { LAYERS_SCHEMA, type LayerSpec } from '../src/nn/params.ts';
import { singleTrainer } from '../src/nn/train.ts';
import { alignTable } from '../src/report/aligned.ts';
import { createMemory, wasmKernels } from '../src/simd/wasm.ts';
import { readModel } from '../src/tflite/read.ts';
import { oneHot } from './one-hot.ts';

const MODELS = ['mlperf_kws_ref_model', 'tflm_person_detect', 'mlperf_pretrainedResnet_quant', 'mlperf_ad01_int8'];
const BATCH = 64;
const MS_A_TURN = 60;
const LEAST_MS = 0.01;

const [first, second, roundsGiven, ...files] = process.argv.slice(2);
const rounds = Number(roundsGiven ?? 15);
const modules = [first, second].map((path) => new WebAssembly.Module(readFileSync(path)));
const models = (files.length > 0 ? files : MODELS.map((name) => `../shared/oracle/models/${name}/model.tflite`)).filter(
  (file) => existsSync(file),
);

const relu = { activation: 'relu' };
const normRelu = { batchNorm: true, ...relu };
const separable = [
  { depthwiseConv2d: { kernel: 3, ...normRelu } },
  { conv2d: { filters: 64, kernel: 1, ...normRelu } },
];
const mlp = (...units: readonly number[]) => [
  ...units.map((units) => ({ dense: { units, ...relu } })),
  { dense: { units: 10 } },
];
/** Its samples, like MNIST's, are zero in four of five places. */
const INK = 'mlp, wide, ink';
const STUDENTS: readonly (readonly [string, Shape, readonly unknown[]])[] = [
  ['mlp', [784], mlp(128, 64)],
  [INK, [784], mlp(1200, 1200)],
  [
    'cnn',
    [28, 28, 1],
    [
      ...[16, 32].flatMap((filters) => [{ conv2d: { filters, kernel: 3, ...relu } }, { maxPool: { size: 2 } }]),
      { dense: { units: 10 } },
    ],
  ],
  [
    'dscnn',
    [49, 10, 1],
    [
      { conv2d: { filters: 64, kernel: [10, 4], stride: 2, ...normRelu } },
      ...[0, 1, 2, 3].flatMap(() => separable),
      { globalAveragePool: {} },
      { dense: { units: 12 } },
    ],
  ],
];

interface Runner {
  run(): void;
  /** What it computed last. */
  result(): Uint8Array;
}

const table = [['what', 'old ms', 'new ms', 'old / new', 'same bits']];
for (const [name, shape, layers] of STUDENTS) {
  table.push(compare(name, await Promise.all(modules.map((module) => studentOn(module, name, shape, layers)))));
}
for (const file of models) {
  const name = basename(file) === 'model.tflite' ? basename(dirname(file)) : basename(file, '.tflite');
  const bytes = new Uint8Array(readFileSync(file));
  table.push(
    compare(
      name,
      modules.map((module) => modelOn(module, bytes)),
    ),
  );
}
console.log(alignTable(table, 'lrrrr').join('\n'));

async function studentOn(
  module: WebAssembly.Module,
  name: string,
  shape: Shape,
  layers: readonly unknown[],
): Promise<Runner> {
  const complete = structuredClone(layers);
  const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });
  if (!ajv.validate(LAYERS_SCHEMA, complete)) throw new Error(ajv.errorsText());
  const network = must(buildNetwork(shape, complete as LayerSpec[], 1, 'student'));
  const optimizer = { adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
  const loss = { distillation: { alpha: 0.3, temperature: 4 } };
  const makeTrainer = singleTrainer((memory) => wasmKernels(module, memory));
  const trainer = await makeTrainer({ network, batch: BATCH, optimizer, loss, seed: 1 });
  const classes = sizeOf(network.nodes[network.nodes.length - 1].outputShape);
  const source = random(1, 'bench');
  const normals = (length: number) => new Float32Array(length).map(() => source.normal());
  const targets = oneHot(
    Array.from({ length: BATCH }, () => source.below(classes)),
    classes,
  );
  const values = normals(BATCH * sizeOf(shape));
  const x = name === INK ? values.map((value) => Math.max(0, value - 0.84)) : values;
  const batch = { count: BATCH, x, targets, teacherLogits: normals(BATCH * classes) };
  let meanLoss = 0;
  return {
    run: () => {
      meanLoss = trainer.step(batch, 0.001);
    },
    result: () => new Uint8Array(Float64Array.of(meanLoss).buffer),
  };
}

function modelOn(module: WebAssembly.Module, bytes: Uint8Array): Runner {
  const makeKernels = (size: number) => wasmKernels(module, createMemory(size));
  const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), makeKernels));
  const source = random(1, 'input');
  for (const input of interpreter.inputs) {
    interpreter.write(
      input,
      interpreter.read(input).map(() => source.below(256)),
    );
  }
  return {
    run: () => void must(interpreter.invoke()),
    result: () => interpreter.read(interpreter.outputs[0]),
  };
}

/** Both make the same number of runs, so that the trainers stay at the same step. */
function compare(name: string, runners: readonly Runner[]): string[] {
  const timeOf = (runner: Runner, runs: number) => {
    const start = process.cpuUsage();
    for (let i = 0; i < runs; i++) runner.run();
    return process.cpuUsage(start).user / 1000 / runs;
  };
  // The first runs only bring V8 to its optimizing compiler.
  const warm = runners.map((runner) => timeOf(runner, 8));
  // The CPU clock of some machines has a step of 10 ms, in which the first runs may all lie.
  const runs = Math.max(1, Math.round(MS_A_TURN / Math.max(Math.min(...warm), LEAST_MS)));
  const times = Array.from({ length: rounds }, (_, round) => {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    const turn = [0, 0];
    for (const i of order) turn[i] = timeOf(runners[i], runs);
    return turn;
  });
  const same = Buffer.compare(runners[0].result(), runners[1].result()) === 0;
  const medians = [0, 1].map((i) => median(times.map((turn) => turn[i])).toFixed(3));
  const ratio = median(times.map(([a, b]) => a / b)).toFixed(3);
  return [name, ...medians, ratio, same ? 'yes' : 'NO'];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
