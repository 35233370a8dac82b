// The training loop: epochs of shuffled batches, the best epoch kept by its answers on held-out samples.
import { chosenOf, onlyKeyOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome, type Problem, reject, rejectAll, under } from '../base/problem.ts';
import { permutation, random } from '../base/random.ts';
import { describeShape, sameShape } from '../base/shape.ts';
import { type Dataset, outputsOf, taskOf } from '../data/dataset.ts';
import type { FeatureTerm } from '../nn/losses/features/feature-loss.ts';
import { LOSSES } from '../nn/losses/index.ts';
import type { LossChoice, LossList } from '../nn/losses/loss.ts';
import type { Network } from '../nn/network/network.ts';
import type { OptimizerChoice } from '../nn/optimizers/optimizer.ts';
import type { MakeTrainer, Trainer, TrainerHooks } from '../nn/trainer.ts';
import type { Answers, Errors } from '../report/report.ts';
import { type Answer, type Assemble, assembler, batchesOf } from './batches.ts';
import { isKept, peakOf } from './best-epoch.ts';
import { checkAnswers } from './check-answers.ts';
import { type Checkpoints, checkpointOf, resume } from './checkpoint.ts';
import { withMeasuredStatistics } from './measured-statistics.ts';
import type { TrainingParams } from './params.ts';
import { learningRateAt } from './schedule.ts';
import type { Score } from './score.ts';
import { type Split, splitOf } from './split.ts';
import { shapingOf } from './targets.ts';
import { type ShapedInput, type ValidationScore, validate } from './validation.ts';

export interface TrainingInput {
  readonly network: Network;
  readonly train: Dataset;
  /** [train.count, outputs]; without it the labels alone count. */
  readonly teacherLogits?: Float32Array;
  /** The same teacher's answers to augmented samples; needed where `params.augment` names any. */
  readonly liveTeacher?: Answer;
  readonly loss: LossChoice;
  /** Layers that are compared with a teacher's, beside the loss of the answers. */
  readonly compared?: ComparedLayers;
  readonly params: TrainingParams;
  readonly seed: number;
  readonly makeTrainer: MakeTrainer;
  /** Where the training goes on that was cut off. */
  readonly checkpoints?: Checkpoints;
  /** What its trainer needs besides. */
  readonly trainer?: TrainerHooks;
  /** The first epoch, from 1, that may be the best; those before it only lead there. */
  readonly bestFrom?: number;
  /** After every step. */
  readonly onProgress?: (steps: number, total: number, note?: string) => void;
}

export interface ComparedLayers {
  readonly terms: readonly FeatureTerm[];
  /** The teacher's values [count, ...shape] for normalised samples, for each term. */
  features(x: Float32Array, count: number): readonly Float32Array[];
}

export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of its last step. */
  readonly learningRate: number;
  /** Mean over the batches, each before its step. */
  readonly trainLoss: number;
  /** On the held-out samples. */
  readonly validation?: ValidationScore;
}

export interface TrainingResult {
  /** As it was after the best epoch, but for batch norm's statistics (measured-statistics.ts). */
  readonly network: Network;
  /** The one that is kept (`isKept`). */
  readonly bestEpoch: number;
  /** The one with the best score. */
  readonly peakEpoch: number;
  /** Of the best epoch, on the held-out samples; undefined when none are. */
  readonly validation?: Answers;
  /** The same of regression. */
  readonly validationError?: Errors;
  /** One entry for each epoch that ran. */
  readonly history: readonly Epoch[];
}

/** While the training goes on. */
export type KeptEpoch = Omit<TrainingResult, 'peakEpoch'>;

/** The best epoch is the last that has as many right answers on the held-out samples as any, of regression as small a
 * mean error, but for chance (best-epoch.ts). Problems have codes `student/...` and paths inside the section that
 * `params` came from. `losses`: those that the trainers of `makeTrainer` know. */
export function trainNetwork(input: TrainingInput, losses: LossList = LOSSES): Promise<Outcome<TrainingResult>> {
  return attemptLater(async () => {
    const { network, train, params, loss, compared, seed, makeTrainer } = input;
    rejectAll(checkInput(input, losses));
    const shaping = must(shapingOf(train, params));
    const split = splitOf(train, params.validation, seed);
    const { augment, optimizer } = params;
    const features = compared && ((x: Float32Array, count: number) => compared.features(x, count));
    const batch = Math.min(params.batch, split.train.length);
    const source = { ...input, shaping, features, augment, indices: split.train, batch };
    const assemble = must(under('augment', assembler(source)));
    const terms = compared && { features: compared.terms };
    const shaped = { ...input, shaping };
    const trainer = await makeTrainer({ network, batch, optimizer, loss, ...terms, seed, ...input.trainer });
    try {
      const outcome = await attemptLater(async () => {
        const trained = await runEpochs(trainer, split, assemble, shaped, losses);
        return withMeasuredStatistics(trained, split, shaped, losses);
      });
      if (!outcome.ok) await input.checkpoints?.drop();
      return must(outcome);
    } finally {
      trainer.close();
    }
  });
}

function checkInput(input: TrainingInput, losses: LossList): readonly Problem[] {
  const { network, train, teacherLogits, params } = input;
  const problems: Problem[] = [];
  const loss = chosenOf(losses, input.loss);
  if (loss.entry.teacher === 'required' && !teacherLogits) {
    const message = `the loss ${loss.name} needs a teacher; add a teacher section, or choose another loss`;
    problems.push({ code: 'student/no-teacher', message });
  }
  if (!sameShape(network.inputShape, train.shape)) {
    const shapes = `${describeShape(network.inputShape)}, the data is ${describeShape(train.shape)}`;
    problems.push({ code: 'student/input-shape', message: `the network takes ${shapes}` });
  }
  problems.push(...checkAnswers(network, train));
  if (train.count < 2) {
    problems.push({ code: 'student/too-few', message: 'training needs at least two samples' });
  }
  if (teacherLogits && teacherLogits.length !== train.count * outputsOf(train)) {
    const what = taskOf(train) === 'classify' ? 'classes' : 'outputs';
    const samples = `${train.count} samples of ${outputsOf(train)} ${what}`;
    const message = `the teacher answered with ${teacherLogits.length} values for ${samples}`;
    problems.push({ code: 'student/teacher-count', message });
  }
  if ((params.schedule.warmup ?? 0) >= params.epochs) {
    const message = `a warm-up of ${params.schedule.warmup} epochs leaves none of ${params.epochs}; shorten it`;
    problems.push({ code: 'student/warmup', message, place: { path: 'schedule.warmup' } });
  }
  if (params.earlyStopping > 0 && params.validation === 0) {
    const message = 'stopping early needs held-out samples; set validation, for example to 0.1';
    problems.push({ code: 'student/early-stopping', message, place: { path: 'earlyStopping' } });
  }
  return problems;
}

async function runEpochs(
  trainer: Trainer,
  split: Split,
  assemble: Assemble,
  input: ShapedInput,
  losses: LossList,
): Promise<TrainingResult> {
  const { params, checkpoints, onProgress, bestFrom = 1 } = input;
  const { epochs } = params;
  let { history, best } = await startOf(trainer, input);
  let peak = peakOf(history, bestFrom);
  const note = () => {
    const score = history.at(-1)?.validation;
    return score && `validation ${describeScore(score)}`;
  };
  while (history.length < epochs) {
    if (hasStopped(params, history.length, peak)) break;
    const epoch = history.length + 1;
    const onStep = (steps: number, total: number) => onProgress?.(steps, total, note());
    const trained = trainEpoch(trainer, epoch, split, assemble, { ...input, onProgress: onStep });
    const validation = validate(trainer, split.validation, input, losses);
    if (validation && !Number.isFinite(validation.loss)) rejectDiverged(validation.loss, epoch, params.optimizer);
    history.push({ epoch, ...trained, validation });
    peak = peakOf(history, bestFrom, peak);
    if (isKept(history, peak, params)) {
      const { accuracy, error } = validation ?? {};
      const score = { validation: accuracy, ...(error && { validationError: error }) };
      best = { network: trainer.snapshot(), bestEpoch: epoch, ...score, history };
    }
    const isLast = epoch === epochs || hasStopped(params, epoch, peak);
    if (best && (isKeptAfter(epoch) || isLast)) await checkpoints?.keep(checkpointOf(trainer, best));
  }
  if (!best) return reject('student/no-epochs', 'there is no epoch to train for');
  return { ...best, peakEpoch: peak || best.bestEpoch };
}

/** No score was better for so many epochs. `peak`: 0 before the first that counts. */
function hasStopped({ earlyStopping }: TrainingParams, ended: number, peak: number): boolean {
  return earlyStopping > 0 && peak > 0 && ended - peak >= earlyStopping;
}

/**
 * Each of the first hundred, then about each hundredth of those that have ended: a checkpoint holds the whole history,
 * so that one after each of 100,000 epochs would write terabytes.
 */
function isKeptAfter(epoch: number): boolean {
  return epoch % Math.ceil(epoch / 100) === 0;
}

/** Nothing, or where a training that was cut off had come to. */
async function startOf(
  trainer: Trainer,
  { network, params, checkpoints, bestFrom = 1 }: TrainingInput,
): Promise<{ history: Epoch[]; best?: KeptEpoch }> {
  const found = await checkpoints?.find();
  const { epochs } = params;
  const resumption = found && resume(trainer, network, epochs, found);
  if (!resumption) return { history: [] };
  const ended = resumption.history.length;
  checkpoints?.onResume?.(ended, hasStopped(params, ended, peakOf(resumption.history, bestFrom)) ? ended : epochs);
  return resumption;
}

function trainEpoch(
  trainer: Trainer,
  epoch: number,
  split: Split,
  assemble: Assemble,
  { params, seed, onProgress }: TrainingInput,
): Pick<Epoch, 'learningRate' | 'trainLoss'> {
  const { epochs, schedule, optimizer } = params;
  const batches = batchesOf(split.train.length, params.batch);
  const span = { epochs, stepsPerEpoch: batches.length };
  const highest = onlyKeyOf(optimizer).value.learningRate;
  const order = permutation(split.train.length, random(seed, `shuffle/${epoch}`)).map((i) => split.train[i]);
  let learningRate = 0;
  let lossSum = 0;
  for (const [i, { from, to }] of batches.entries()) {
    const step = (epoch - 1) * batches.length + i;
    learningRate = learningRateAt(step, highest, schedule, span);
    const loss = trainer.step(assemble(order.subarray(from, to), epoch), learningRate);
    if (!Number.isFinite(loss)) rejectDiverged(loss, epoch, optimizer);
    lossSum += loss;
    onProgress?.(step + 1, epochs * batches.length);
  }
  return { learningRate, trainLoss: lossSum / batches.length };
}

function rejectDiverged(loss: number, epoch: number, optimizer: OptimizerChoice): never {
  const { name, value } = onlyKeyOf(optimizer);
  const rate = value.learningRate;
  const lower = Number((rate / 10).toPrecision(6));
  const what = `training diverged: the loss became ${loss} in epoch ${epoch}`;
  const message = `${what}; lower the learning rate from ${rate}, for example to ${lower}`;
  return reject('student/diverged', message, { path: `optimizer.${name}.learningRate` });
}

function describeScore({ accuracy, error }: Score): string {
  if (accuracy) return `${((100 * accuracy.correct) / accuracy.total).toFixed(1)}%`;
  return `error ${Number((error?.mae ?? 0).toPrecision(3))}`;
}
