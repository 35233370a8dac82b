// The architectures at their default width on the data of MLPerf Tiny and others: what they cost. Each is trained for a
// few steps on noise, quantized and written, so that other runtimes can be asked about the same file:
//   node bench/run.mjs bench/architectures.ts FOLDER
//   node dist/cli.cjs measure FOLDER/NAME.tflite --inputs FOLDER/NAME.in --dump FOLDER/NAME.out
//   python bench/peers/compare_tensorflow.py FOLDER/NAME.tflite FOLDER/NAME.in FOLDER/NAME.out
// NAME.in holds records of random bytes. With `logits` behind the folder the classifiers end without their softmax,
// which hides small differences.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { orBug } from '../src/base/problem.ts';
import { random } from '../src/base/random.ts';
import { type Shape, sizeOf } from '../src/base/shape.ts';
import { compress } from '../src/compress/compress.ts';
import { measureModel } from '../src/gate/measure.ts';
import { simulationOn } from '../src/gate/simulation.ts';
import { loadEngine } from '../src/host/engine.ts';
import { profileOf } from '../src/micro/profile.ts';
import { ARCH_SCHEMA, buildSection, type NetworkSection } from '../src/nn/architectures/expand.ts';
import { createForward } from '../src/nn/forward.ts';
import { LABELS_ALONE } from '../src/nn/losses/distillation.ts';
import type { Network } from '../src/nn/network/network.ts';
import { countTrainable } from '../src/nn/network/trainable.ts';
import { LAYERS_SCHEMA } from '../src/nn/params.ts';
import { writeModel } from '../src/tflite/write.ts';
import { oneHot } from './one-hot.ts';
import { PLAIN } from './plain-int8.ts';

const PROFILE = profileOf('cortex-m4f/cmsis_nn');
const SAMPLES = 32;
const STEPS = 12;
const RECORDS = 64;

interface Subject {
  readonly name: string;
  readonly section: object;
  readonly shape: Shape;
  readonly classes: number;
}

const [folder, end] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder for the models');

const arch = (name: string, shape: Shape, classes: number, hasSoftmax = true): Subject => ({
  name,
  section: { arch: { [name]: hasSoftmax ? { softmax: end !== 'logits' } : {} } },
  shape,
  classes,
});

const BRANCHES = [
  { name: 'stem', conv2d: { filters: 8, kernel: 3, stride: 2, batchNorm: true, activation: 'relu6' } },
  { name: 'left', separableConv2d: { filters: 8, kernel: 3, batchNorm: true, activation: 'relu' } },
  { name: 'middle', from: 'stem', conv2d: { filters: 4, kernel: 1, activation: 'relu' } },
  { name: 'right', from: 'stem', maxPool: { size: 3, stride: 1, padding: 'same' } },
  { from: 'left', concat: { with: ['middle', 'right'] } },
  { zeroPad: { top: 2, bottom: 1, left: 1, right: 3 } },
  { conv2d: { filters: 12, kernel: 3, padding: 'valid', dilation: 2, batchNorm: true, activation: 'relu' } },
  { zeroPad: { bottom: 1, right: 1 } },
  { depthwiseConv2d: { kernel: 3, stride: 2, padding: 'valid', batchNorm: true, activation: 'relu' } },
  { globalAveragePool: {} },
  { dense: { units: 5 } },
];

const SERIES = [
  { name: 'stem', conv1d: { filters: 12, kernel: 5, stride: 2, batchNorm: true, activation: 'relu' } },
  { separableConv1d: { filters: 16, kernel: 3, padding: 'causal', dilation: 2, batchNorm: true, activation: 'relu' } },
  { name: 'pooled', maxPool: { size: 2 } },
  { averagePool: { size: 3, stride: 1, padding: 'same' } },
  { concat: { with: ['pooled'] } },
  { depthwiseConv1d: { kernel: 3, multiplier: 2, activation: 'relu6' } },
  { globalAveragePool: {} },
  { dense: { units: 5 } },
];

const SUBJECTS: readonly Subject[] = [
  arch('ds-cnn', [49, 10, 1], 12),
  arch('mobilenet-v1', [96, 96, 3], 2),
  arch('mobilenet-v2', [96, 96, 3], 10),
  arch('resnet-8', [32, 32, 3], 10),
  arch('fc-autoencoder', [640], 640, false),
  arch('cnn-1d', [128, 6], 6),
  arch('tcn', [128, 6], 6),
  { name: 'branches', section: { layers: BRANCHES }, shape: [20, 17, 3], classes: 5 },
  { name: 'series', section: { layers: SERIES }, shape: [61, 4], classes: 5 },
];

await mkdir(folder, { recursive: true });
const engine = await loadEngine();
const ajv = new Ajv({ useDefaults: true, strict: false });
const header = ['architecture', 'input', 'parameters', 'trained', 'MACs', 'size, B', 'arena, B', 'steps/s'];
console.log(header.map((text, i) => (i < 2 ? text.padEnd(16) : text.padStart(11))).join(''));
for (const subject of SUBJECTS) await report(subject, folder);

async function report({ name, section, shape, classes }: Subject, into: string): Promise<void> {
  const schema = { type: 'object', properties: { arch: ARCH_SCHEMA, layers: LAYERS_SCHEMA } };
  if (!ajv.validate(schema, section)) throw new Error(ajv.errorsText());
  const network = orBug(buildSection(section as NetworkSection, { inputShape: shape, classes }, 1, 'student'));
  const source = random(1, name);
  const x = new Float32Array(SAMPLES * sizeOf(shape)).map(() => source.normal());
  const targets = oneHot(
    Array.from({ length: SAMPLES }, () => source.below(classes)),
    classes,
  );
  const optimizer = { adam: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
  const loss = { distillation: LABELS_ALONE };
  const trainer = await engine.trainerOn(1)({ network, batch: SAMPLES, optimizer, loss, seed: 1 });
  const start = performance.now();
  for (let i = 0; i < STEPS; i++) trainer.step({ count: SAMPLES, x, targets }, 1e-3);
  const stepsPerSecond = (1000 * STEPS) / (performance.now() - start);
  const trained = trainer.snapshot();
  trainer.close();
  const { activations } = createForward(trained, engine.makeKernels);
  const calibration = { x, count: SAMPLES, shape };
  const { bytes } = orBug(
    compress({
      network: trained,
      calibration,
      activations,
      params: PLAIN,
      simulate: simulationOn(engine.makeKernels),
      write: writeModel,
    }),
  );
  const { figures } = orBug(measureModel(bytes, [PROFILE], engine.makeKernels));
  await writeFile(join(into, `${name}.tflite`), bytes);
  const records = new Uint8Array(RECORDS * sizeOf(shape)).map(() => source.below(256));
  await writeFile(join(into, `${name}.in`), records);
  const { arenaMinBytes } = figures.profiles[PROFILE.id];
  const numbers = [parametersOf(network), countTrainable(network), figures.macs, bytes.length, arenaMinBytes];
  const cells = [...numbers, stepsPerSecond].map((n) => n.toLocaleString('en', { maximumFractionDigits: 1 }));
  console.log([name.padEnd(16), shape.join('x').padEnd(16), ...cells.map((cell) => cell.padStart(11))].join(''));
}

/** As Keras counts them: moving statistics and the biases in front of a batch norm too. */
function parametersOf({ nodes }: Network): number {
  const arrays = nodes.flatMap((node) => ('parameters' in node ? Object.values<Float32Array>(node.parameters) : []));
  return arrays.reduce((sum, values) => sum + values.length, 0);
}
