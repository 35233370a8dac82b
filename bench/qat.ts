// One training step with fake quantization next to one in float, of the same network, batch, loss and optimizer:
//   node bench/run.mjs bench/qat.ts [threads, default 1] [rounds, default 9]
// Both take turns within each round, and the ratio is the median over the rounds.
import { cpus } from 'node:os';
import { Ajv } from 'ajv';
import { must } from '../src/base/problem.ts';
import { random } from '../src/base/random.ts';
import { type Shape, sizeOf } from '../src/base/shape.ts';
import { calibrate } from '../src/compress/calibrate.ts';
import { fold } from '../src/compress/fold.ts';
import { prepareQat } from '../src/compress/qat/qat.ts';
import { loadEngine } from '../src/host/engine.ts';
import { createForward } from '../src/nn/forward.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import { LAYERS_SCHEMA, type LayerSpec } from '../src/nn/params.ts';
import type { Batch, Trainer } from '../src/nn/trainer.ts';
import { alignTable } from '../src/report/aligned.ts';
import { oneHot } from './one-hot.ts';
import { median } from './statistics.ts';

const [threads = 1, rounds = 9] = process.argv.slice(2).map(Number);
const BATCH = 64;
const STEPS_A_TURN = 12;

const normRelu = { batchNorm: true, activation: 'relu' };
const separable = [
  { depthwiseConv2d: { kernel: 3, ...normRelu } },
  { conv2d: { filters: 64, kernel: 1, ...normRelu } },
];
/** Those of bench/train.ts. */
const STUDENTS: readonly { readonly name: string; readonly shape: Shape; readonly layers: readonly unknown[] }[] = [
  {
    name: 'mlp',
    shape: [784],
    layers: [
      { dense: { units: 128, activation: 'relu' } },
      { dense: { units: 64, activation: 'relu' } },
      { dense: { units: 10 } },
    ],
  },
  {
    name: 'cnn',
    shape: [28, 28, 1],
    layers: [
      { conv2d: { filters: 16, kernel: 3, activation: 'relu' } },
      { maxPool: { size: 2 } },
      { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
      { maxPool: { size: 2 } },
      { dense: { units: 10 } },
    ],
  },
  {
    name: 'dscnn',
    shape: [49, 10, 1],
    layers: [
      { conv2d: { filters: 64, kernel: [10, 4], stride: 2, ...normRelu } },
      ...[0, 1, 2, 3].flatMap(() => separable),
      { globalAveragePool: {} },
      { dense: { units: 12 } },
    ],
  },
];

const engine = await loadEngine();
const rows: string[][] = [];
for (const { name, shape, layers } of STUDENTS) {
  const { float, aware, batch } = await prepare(name, shape, layers);
  time(float, batch);
  time(aware, batch);
  const [floats, awares]: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    floats.push(time(float, batch));
    awares.push(time(aware, batch));
  }
  const ratio = median(awares.map((ms, round) => ms / floats[round]));
  rows.push([name, median(floats).toFixed(2), median(awares).toFixed(2), ratio.toFixed(2)]);
  float.close();
  aware.close();
}
console.log(`${cpus()[0].model}, Node ${process.version}, threads ${threads}, batch ${BATCH}, ${rounds} rounds`);
console.log(alignTable([['student', 'float ms', 'QAT ms', 'QAT / float'], ...rows], 'lrrr').join('\n'));

async function prepare(name: string, shape: Shape, layers: readonly unknown[]) {
  const complete = structuredClone(layers);
  const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });
  if (!ajv.validate(LAYERS_SCHEMA, complete)) throw new Error(ajv.errorsText());
  const network = must(buildNetwork(shape, complete as LayerSpec[], 1, name));
  const classes = sizeOf(network.nodes[network.nodes.length - 1].outputShape);
  const source = random(1, 'bench');
  const normals = (length: number) => new Float32Array(length).map(() => source.normal());
  const labels = Array.from({ length: BATCH }, () => source.below(classes));
  const x = normals(BATCH * sizeOf(shape));
  const batch: Batch = { count: BATCH, x, targets: oneHot(labels, classes), teacherLogits: normals(BATCH * classes) };
  const calibration = { x, count: BATCH, shape };
  const ranges = must(calibrate(network, calibration, createForward(network, engine.makeKernels).activations));
  const params = { mode: 'int8', dense: 'per-channel' } as const;
  const learningSteps = Number.POSITIVE_INFINITY;
  const qat = prepareQat({ folded: fold(network), ranges, params, batch: BATCH, learningSteps });
  const optimizer = { adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
  const common = { batch: BATCH, optimizer, loss: { distillation: { alpha: 0.3, temperature: 4 } }, seed: 1 };
  const make = engine.trainerOn(threads);
  const aware = await make({ ...common, network: qat.network, ...qat.options });
  return { float: await make({ ...common, network }), aware, batch };
}

/** Median milliseconds of a step over one turn. */
function time(trainer: Trainer, batch: Batch): number {
  const times = Array.from({ length: STEPS_A_TURN }, () => {
    const start = performance.now();
    trainer.step(batch, 0.001);
    return performance.now() - start;
  });
  return median(times);
}
