// The small frontier on MNIST, in int8: 98.0 % with at most 575 parameters, 99.4 % with at most 7,100; each student
// alone and distilled, over seeds:
//   nice -n 5 node bench/run.mjs bench/mnist-frontier.ts [seeds, default 5] [tiny | small]
// docs/experiments.md has what was tried. Networks are kept under build/mnist, so a run that was ended goes on with
// the network that it was at.

import { fold } from '../src/compress/fold.ts';
import { hasWeights } from '../src/compress/folded.ts';
import { loadEngine } from '../src/host/engine.ts';
import { LABELS_ALONE } from '../src/nn/losses/distillation.ts';
import type { Network } from '../src/nn/network/network.ts';
import { countTrainable } from '../src/nn/network/trainable.ts';
import { macsOf } from '../src/nn/network/work.ts';
import { alignTable } from '../src/report/aligned.ts';
import { loadMnist } from './mnist/data.ts';
import { int8Of } from './mnist/int8.ts';
import {
  answering,
  digestOf,
  errorsOf,
  everySampleOf,
  learn,
  lectureOf,
  networkOf,
  type Recipe,
} from './mnist/learn.ts';
import { deviation, mean } from './statistics.ts';

const adam = (learningRate: number) => ({ adam: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } });
const norm = (activation: string) => ({ batchNorm: true, activation });
const conv = (filters: number, kernel: number, stride = 1, activation = 'relu') => ({
  conv2d: { filters, kernel, stride, ...norm(activation) },
});
const first = (filters: number) => [
  { conv2d: { filters, kernel: 3, padding: 'valid', ...norm('relu') } },
  { maxPool: { size: 2 } },
];
/** One filter a channel, then a 1x1 convolution; nothing between them, so that the pair costs few parameters. */
const separable = (filters: number) => [
  { depthwiseConv2d: { kernel: 3, padding: 'valid', bias: false } },
  conv(filters, 1),
];
const CLASSES = [{ globalAveragePool: {} }, { dense: { units: 10 } }];

/** Sees every sample at every shift that its students see it at. */
const TEACHER = [
  ...first(24),
  ...separable(80),
  ...separable(80),
  ...separable(80),
  ...separable(112),
  { globalAveragePool: {} },
  { dropout: { rate: 0.2 } },
  { dense: { units: 10 } },
];
const TEACHING: Recipe = { epochs: 16, batch: 128, optimizer: adam(5e-3), warmup: 1, shift: 2, loss: LABELS_ALONE };

interface Student {
  readonly name: string;
  /** Parameters of its int8 model that are not zero, as the public figure counts them. */
  readonly most: number;
  /** Public: what others reach in int8 with so many parameters, %. */
  readonly wanted: number;
  readonly layers: readonly unknown[];
  readonly recipe: Recipe;
  /** What is chosen from on held-out samples, for the distilled student. */
  readonly losses: readonly Recipe['loss'][];
}

const SOFT = [
  { alpha: 0.1, temperature: 4 },
  { alpha: 0.1, temperature: 2 },
] as const;

const STUDENTS: readonly Student[] = [
  {
    name: 'tiny',
    most: 575,
    wanted: 98.0,
    layers: [
      ...first(6),
      ...separable(8),
      ...separable(10),
      { maxPool: { size: 2 } },
      ...separable(10),
      // A mean whose weights are learned.
      { depthwiseConv2d: { kernel: 2, padding: 'valid', bias: false } },
      { dense: { units: 10 } },
    ],
    recipe: {
      ...{ epochs: 80, batch: 32, optimizer: adam(5e-3), warmup: 1, shift: 0, loss: LABELS_ALONE },
      sparsity: 0.285,
    },
    // Chosen in shorter trainings (docs/experiments.md).
    losses: [SOFT[1]],
  },
  {
    name: 'small',
    most: 7100,
    wanted: 99.4,
    layers: [...first(16), ...separable(32), ...separable(40), ...separable(40), ...separable(40), ...CLASSES],
    recipe: { epochs: 25, batch: 128, optimizer: adam(5e-3), warmup: 1, shift: 1, loss: LABELS_ALONE },
    losses: SOFT,
  },
];

const [seeds = '5', only] = process.argv.slice(2);
const { train, test, split } = await loadMnist();
const engine = await loadEngine();
const everything = everySampleOf(train);
const teacher = await learn(engine, {
  name: 'frontier-teacher',
  layers: TEACHER,
  recipe: TEACHING,
  seed: 1,
  set: train,
  indices: everything,
});
for (const student of STUDENTS.filter(({ name }) => only === undefined || name === only)) {
  const network = networkOf(student.name, train, student.layers, 1);
  console.log(`${student.name}: ${countTrainable(network)} parameters, ${macsOf(network)} MACs before pruning`);
  await compare(student, await chooseLoss(student), Number(seeds));
}

/** The loss with the fewest errors on the held-out samples, float32. */
async function chooseLoss(student: Student): Promise<Recipe['loss']> {
  if (student.losses.length === 1) return student.losses[0];
  const tried: { readonly loss: Recipe['loss']; readonly wrong: number }[] = [];
  for (const loss of student.losses) {
    const judge = await answering(engine, await studentOf(student, { loss, seed: 1, indices: split.train }));
    const wrong = errorsOf(judge, train, split.validation);
    judge.close();
    tried.push({ loss, wrong });
    const settings = `alpha ${loss.alpha}, T ${loss.temperature}`;
    console.log(`${student.name}, ${settings}: ${wrong} of ${split.validation.length} held-out samples wrong`);
  }
  return tried.reduce((best, next) => (next.wrong < best.wrong ? next : best)).loss;
}

async function compare(student: Student, distilled: Recipe['loss'], seeds: number): Promise<void> {
  const judge = await answering(engine, teacher);
  const wrong = errorsOf(judge, test, everySampleOf(test));
  judge.close();
  console.log(`teacher: ${countTrainable(teacher)} parameters, ${wrong} errors of ${test.count}`);
  const rows: number[][] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const row: number[] = [];
    for (const loss of [LABELS_ALONE, distilled]) {
      const network = await studentOf(student, { loss, seed, indices: everything });
      const parameters = countLeft(network);
      console.error(`${student.name}, seed ${seed}: ${parameters} parameters are left`);
      if (parameters > student.most) throw new Error(`${student.name} has ${parameters} parameters`);
      row.push(...(await accuraciesOf(network)));
    }
    rows.push(row);
    console.log(`seed ${seed}: ${row.map((v) => v.toFixed(2)).join(' ')}`);
  }
  const columns = [0, 1, 2, 3].map((i) => rows.map((row) => row[i]));
  const lines = [...rows.map((row, i) => [String(i + 1), ...row]), ['mean', ...columns.map(mean)]];
  const deviations = ['std. deviation', ...columns.map(deviation)];
  const header = ['seed', 'scratch, %', 'scratch int8, %', 'distilled, %', 'distilled int8, %'];
  const cells = [...lines, deviations].map((line) => line.map((v) => (typeof v === 'number' ? v.toFixed(2) : v)));
  console.log(alignTable([header, ...cells], 'lrrrr').join('\n'));
  const wins = rows.filter(([, plain, , taught]) => taught >= plain).length;
  const reached = `wanted ${student.wanted.toFixed(1)} % int8, distilled ${mean(columns[3]).toFixed(2)} % on average`;
  console.log(`${reached}; distilled at or above scratch in ${wins} of ${seeds} seeds`);
}

interface Run {
  readonly loss: Recipe['loss'];
  readonly seed: number;
  readonly indices: Int32Array;
}

async function studentOf({ name, layers, recipe }: Student, { loss, seed, indices }: Run): Promise<Network> {
  const answers =
    loss.alpha < 1 ? await lectureOf(engine, 'frontier-teacher', teacher, train, recipe.shift) : undefined;
  const taught = answers && { teacher: answers, teacherKey: digestOf(answers) };
  return learn(engine, { name, layers, recipe: { ...recipe, loss }, seed, set: train, indices, ...taught });
}

/** Of the model that ships: weights and biases that are not zero, batch norm folded into them. */
function countLeft(network: Network): number {
  const values = fold(network).nodes.flatMap((node) =>
    hasWeights(node) ? [node.parameters.weight, node.parameters.bias] : [],
  );
  return values.reduce((sum, list) => sum + list.reduce((count, value) => count + Number(value !== 0), 0), 0);
}

/** On the test set, in %: float32, and int8 on the simulator. */
async function accuraciesOf(network: Network): Promise<readonly number[]> {
  const judge = await answering(engine, network);
  const wrong = errorsOf(judge, test, everySampleOf(test));
  judge.close();
  const int8 = await int8Of(engine, network, train, test);
  return [wrong, int8.errors].map((errors) => 100 - (100 * errors) / test.count);
}
