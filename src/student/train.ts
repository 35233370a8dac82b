// The training loop: epochs of shuffled batches, the best epoch kept by its answers on held-out samples.
import { attempt, attemptLater, failed, type Outcome, type Problem, reject } from '../base/problem.ts';
import { permutation, random } from '../base/random.ts';
import { describeShape, sameShape, sizeOf } from '../base/shape.ts';
import { type Dataset, gather } from '../data/dataset.ts';
import { checkClasses } from '../nn/network/build.ts';
import type { Network } from '../nn/network/network.ts';
import type { Batch, Loss, MakeTrainer, Optimizer, Trainer } from '../nn/trainer.ts';
import type { Answers } from '../report/report.ts';
import { countCorrect, logitsOf, meanLoss } from './evaluate.ts';
import type { OptimizerParams, TrainingParams } from './params.ts';
import { learningRateAt } from './schedule.ts';
import { type Split, splitByClass } from './split.ts';

export interface TrainInput {
  readonly network: Network;
  readonly train: Dataset;
  /** [train.count, classes]; without it the labels alone count. */
  readonly teacherLogits?: Float32Array;
  readonly loss: Loss;
  readonly params: TrainingParams;
  readonly seed: number;
  readonly makeTrainer: MakeTrainer;
  /** After every step. */
  readonly onProgress?: (steps: number, total: number, note?: string) => void;
}

export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of its last step. */
  readonly learningRate: number;
  /** Mean over the batches, each before its step. */
  readonly trainLoss: number;
  readonly validation?: { readonly loss: number; readonly answers: Answers };
}

export interface Trained {
  /** As it was after the best epoch. */
  readonly network: Network;
  readonly bestEpoch: number;
  /** Of the best epoch, on the held-out samples; undefined when none are. */
  readonly validation?: Answers;
  /** One entry for each epoch that ran. */
  readonly history: readonly Epoch[];
}

/** The best epoch has the most right answers on the held-out samples, among equals the least loss, among those it is the first.
 * Problems have codes `student/...` and paths inside the section that `params` came from. */
export async function trainNetwork(input: TrainInput): Promise<Outcome<Trained>> {
  const { network, train, params, seed, makeTrainer } = input;
  const problems = checkInput(input);
  if (problems.length > 0) return failed(...problems);
  const split = splitByClass(train.labels, train.classes.length, params.validation, seed);
  const batch = Math.min(params.batch, split.train.length);
  const optimizer = optimizerOf(params.optimizer);
  const made = await attemptLater(() => makeTrainer({ network, batch, optimizer, seed }));
  if (!made.ok) return made;
  const trainer = made.value;
  try {
    return attempt(() => runEpochs(trainer, split, input));
  } finally {
    trainer.close();
  }
}

function checkInput({ network, train, teacherLogits, params }: TrainInput): readonly Problem[] {
  const problems: Problem[] = [];
  if (!sameShape(network.inputShape, train.shape)) {
    const shapes = `${describeShape(network.inputShape)}, the data is ${describeShape(train.shape)}`;
    problems.push({ code: 'student/input-shape', message: `the network takes ${shapes}` });
  }
  problems.push(...checkClasses(network, train.classes.length));
  if (train.count < 2) {
    problems.push({ code: 'student/too-few', message: 'training needs at least two samples' });
  }
  if (teacherLogits && teacherLogits.length !== train.count * train.classes.length) {
    const message = `the teacher answered with ${teacherLogits.length} values for ${train.count} samples of ${train.classes.length} classes`;
    problems.push({ code: 'student/teacher-count', message });
  }
  if (params.schedule.warmup >= params.epochs) {
    const message = `a warm-up of ${params.schedule.warmup} epochs leaves none of ${params.epochs}; shorten it`;
    problems.push({ code: 'student/warmup', message, place: { path: 'schedule.warmup' } });
  }
  if (params.earlyStopping > 0 && params.validation === 0) {
    const message = 'stopping early needs held-out samples; set validation, for example to 0.1';
    problems.push({ code: 'student/early-stopping', message, place: { path: 'earlyStopping' } });
  }
  return problems;
}

function runEpochs(trainer: Trainer, split: Split, input: TrainInput): Trained {
  const { train, params, seed, teacherLogits, onProgress } = input;
  const { epochs, schedule, earlyStopping } = params;
  const batches = batchesOf(split.train.length, params.batch);
  const span = { epochs, stepsPerEpoch: batches.length };
  const highest = learningRateOf(params.optimizer);
  const assemble = assembler(train, teacherLogits, params.batch);
  const history: Epoch[] = [];
  let best: Trained | undefined;
  let note: string | undefined;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = permutation(split.train.length, random(seed, `shuffle/${epoch}`)).map((i) => split.train[i]);
    let learningRate = 0;
    let lossSum = 0;
    for (const [i, { from, to }] of batches.entries()) {
      const step = (epoch - 1) * batches.length + i;
      learningRate = learningRateAt(step, highest, schedule, span);
      const loss = trainer.step(assemble(order.subarray(from, to)), input.loss, learningRate);
      if (!Number.isFinite(loss)) rejectDiverged(loss, epoch, params.optimizer);
      lossSum += loss;
      onProgress?.(step + 1, epochs * batches.length, note);
    }
    const validation = split.validation.length > 0 ? validate(trainer, split.validation, input) : undefined;
    if (validation && !Number.isFinite(validation.loss)) rejectDiverged(validation.loss, epoch, params.optimizer);
    history.push({ epoch, learningRate, trainLoss: lossSum / batches.length, validation });
    if (isBetter(history, best?.bestEpoch)) {
      best = { network: trainer.snapshot(), bestEpoch: epoch, validation: validation?.answers, history };
    }
    if (validation) note = `validation ${percent(validation.answers)}`;
    if (earlyStopping > 0 && best && epoch - best.bestEpoch >= earlyStopping) break;
  }
  return best ?? reject('student/no-epochs', 'there is no epoch to train for');
}

/** Whether the newest epoch is better than the best so far; without held-out samples the newest is. */
function isBetter(history: readonly Epoch[], bestEpoch: number | undefined): boolean {
  const { validation } = history[history.length - 1];
  const best = bestEpoch === undefined ? undefined : history[bestEpoch - 1].validation;
  if (!validation || !best) return true;
  const gained = validation.answers.correct - best.answers.correct;
  return gained > 0 || (gained === 0 && validation.loss < best.loss);
}

function validate(trainer: Trainer, indices: Int32Array, { train, teacherLogits, loss }: TrainInput) {
  const logits = logitsOf((x, count) => trainer.infer(x, count), train, indices);
  const labels = indices.map((i) => train.labels[i]);
  const teacher = teacherLogits && pickRows(teacherLogits, train.classes.length, indices);
  return { loss: meanLoss(logits, labels, teacher, loss), answers: countCorrect(logits, labels) };
}

/** Ranges of an epoch's order. A rest of one sample is left to the next epoch: batch norm can't normalise over it. */
function batchesOf(samples: number, batch: number): { from: number; to: number }[] {
  const starts = Array.from({ length: Math.ceil(samples / batch) }, (_, i) => i * batch);
  const ranges = starts.map((from) => ({ from, to: Math.min(from + batch, samples) }));
  return ranges.filter(({ from, to }) => to - from > 1 || samples === 1);
}

/** Fills one set of arrays again and again. */
function assembler(train: Dataset, teacherLogits: Float32Array | undefined, batch: number) {
  const size = sizeOf(train.shape);
  const classes = train.classes.length;
  const x = new Float32Array(batch * size);
  return (indices: Int32Array): Batch => {
    gather(train, indices, x);
    return {
      count: indices.length,
      x: x.subarray(0, indices.length * size),
      labels: indices.map((i) => train.labels[i]),
      ...(teacherLogits && { teacherLogits: pickRows(teacherLogits, classes, indices) }),
    };
  };
}

function pickRows(values: Float32Array, width: number, indices: Int32Array): Float32Array {
  const rows = new Float32Array(indices.length * width);
  indices.forEach((from, to) => {
    rows.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  return rows;
}

function optimizerOf({ adam, sgd }: OptimizerParams): Optimizer {
  if (sgd) {
    const { momentum, nesterov, weightDecay } = sgd;
    return { kind: 'sgd', momentum, nesterov, weightDecay };
  }
  if (!adam) throw new Error('the schema lets no optimizer pass without adam or sgd');
  const { beta1, beta2, epsilon } = adam;
  return { kind: 'adam', beta1, beta2, epsilon };
}

function learningRateOf({ adam, sgd }: OptimizerParams): number {
  return (sgd ?? adam)?.learningRate ?? 0;
}

function rejectDiverged(loss: number, epoch: number, optimizer: OptimizerParams): never {
  const rate = learningRateOf(optimizer);
  const lower = Number((rate / 10).toPrecision(6));
  const message = `training diverged: the loss became ${loss} in epoch ${epoch}; lower the learning rate from ${rate}, for example to ${lower}`;
  return reject('student/diverged', message, { path: `optimizer.${optimizer.sgd ? 'sgd' : 'adam'}.learningRate` });
}

function percent({ correct, total }: Answers): string {
  return `${((100 * correct) / total).toFixed(1)}%`;
}
