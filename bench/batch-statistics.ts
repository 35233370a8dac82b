// Batch norm's moving statistics against measured ones (src/student/measured-statistics.ts): right answers of the same
// weights, among a fifth of the training samples that is held out, and in the test set.
//   node bench/run.mjs bench/batch-statistics.ts [kd.yaml or task] [seeds] [rates] [constant or cosine]

import { permutation, random } from '../src/base/random.ts';
import { loadEngine } from '../src/host/engine.ts';
import { LABELS_ALONE } from '../src/nn/losses/distillation.ts';
import type { Trainer } from '../src/nn/trainer.ts';
import { alignTable } from '../src/report/aligned.ts';
import { batchesOf } from '../src/student/batches.ts';
import { countCorrect } from '../src/student/evaluate.ts';
import { splitByClass } from '../src/student/split.ts';
import { trainingOf } from './parity/table.ts';
import { taskOf } from './parity/task.ts';
import { pick, type Samples, trainHere } from './parity/training.ts';
import { specOf } from './spec.ts';
import { meanAndDeviation, meanAndError, percent } from './statistics.ts';

const [file = '../shared/cases/training/kd.yaml', seeds = '20', rates = '1e-3,1e-2', kind = 'constant'] =
  process.argv.slice(2);
const HELD_OUT = 0.2;

const engine = await loadEngine();
const makeTrainer = engine.trainerOn(1);
const given = await specOf(file);
const task = await taskOf(engine, file);
const rows: string[][] = [];
for (const rate of rates.split(',')) {
  const moving: number[][] = [[], []];
  const measured: number[][] = [[], []];
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const [before, after] = await measure(Number(rate), seed);
    for (const set of [0, 1]) {
      moving[set].push(before[set]);
      measured[set].push(after[set]);
    }
    console.error(rate, seed, [before, after].map((figures) => figures.map((v) => v.toFixed(2)).join(' ')).join(' | '));
  }
  const gain = (set: number) => meanAndError(measured[set].map((value, i) => value - moving[set][i]));
  const cells = [0, 1].flatMap((set) => [meanAndDeviation(moving[set]), meanAndDeviation(measured[set]), gain(set)]);
  rows.push([rate, ...cells]);
}
console.log(
  `${file}: from scratch, ${kind} rate, the last epoch; right answers in %, mean and deviation over ${seeds}`,
);
console.log('seeds; gains with their standard errors');
const columns = (set: string) => [`${set}, moving`, 'measured', 'gain'];
console.log(alignTable([['rate', ...columns('held out'), ...columns('test')], ...rows], 'lrrrrrr').join('\n'));

/** Held out and test, with moving statistics and with measured ones. */
async function measure(learningRate: number, seed: number): Promise<[number[], number[]]> {
  const split = splitByClass(task.train.labels, task.classes, HELD_OUT, seed);
  const [train, heldOut] = [pick(task.train, split.train), pick(task.train, split.validation)];
  const training = trainingOf({ ...given, spec: withRate(learningRate) }, { ...task, train }, 'scratch', seed);
  const { network } = await trainHere(makeTrainer, training);
  const { optimizer } = training;
  const batch = training.steps[0].length;
  const trainer = await makeTrainer({ network, batch, optimizer, loss: { distillation: LABELS_ALONE }, seed });
  const figures = () => [heldOut, task.test].map((samples) => rightOf(trainer, samples));
  const before = figures();
  const order = permutation(train.labels.length, random(seed, 'statistics'));
  trainer.measureStatistics(
    batchesOf(order.length, batch).map(({ from, to }) => samplesOf(pick(train, order.slice(from, to)))),
  );
  const after = figures();
  trainer.close();
  return [before, after];
}

function withRate(learningRate: number): typeof given.spec {
  const [[name, model]] = Object.entries(given.spec.models);
  const { distill } = model;
  const optimizer = { adam: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
  const changed = { optimizer, schedule: { ...distill.schedule, kind: kind as 'constant' | 'cosine', warmup: 0 } };
  return { ...given.spec, models: { [name]: { ...model, distill: { ...distill, ...changed } } } };
}

function samplesOf({ x, labels }: Samples) {
  return { x, count: labels.length };
}

function rightOf(trainer: Trainer, { x, labels }: Samples): number {
  return percent(countCorrect(trainer.infer(x, labels.length), labels));
}
