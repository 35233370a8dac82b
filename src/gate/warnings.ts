// What looks wrong with a model beside any budget: one sentence each, with its remedy.
import { listFirst } from '../base/one-of.ts';
import { sizeOf } from '../base/shape.ts';
import { type Dataset, eachSample } from '../data/dataset.ts';
import type { DataSets } from '../data/load.ts';
import { normaliserOf } from '../data/normalisation.ts';
import { sampleAt } from '../data/stored-values.ts';
import type { OpTensor } from '../micro/op.ts';
import { INTEGER_RANGES, zeroPointOf } from '../micro/tensors/quantization.ts';
import { formatCount, formatError, formatShare } from '../report/format.ts';
import type { Answers, ReportedTraining } from '../report/report.ts';
import type { Score } from '../student/score.ts';
import { countsOf, isGuessing } from './guesses.ts';
import { farthestOffset, type InputOffset } from './input-offsets.ts';
import { sharedSamples } from './shared-samples.ts';
import { teacherDoubts } from './teacher-doubts.ts';

export interface Observations {
  readonly data: DataSets;
  /** The model's inputs. */
  readonly inputs: readonly OpTensor[];
  /** Of a student that was trained here. */
  readonly training?: ReportedTraining;
  readonly teacher?: Score & { readonly logits?: Float32Array };
  /** kd.yaml's augmentation was left out, since the teacher's answers are stored. */
  readonly isUnaugmented?: boolean;
  /** Batch norm follows the first layer of the student. */
  readonly normsInput?: boolean;
  readonly accuracy?: Answers;
  /** By class, in the order of the test set's classes. */
  readonly perClass?: readonly Answers[];
}

/** In the order of the stages: data, teacher, training, answers. */
export function stageWarnings(observations: Observations): readonly string[] {
  const { data, inputs, training, teacher, isUnaugmented, normsInput, accuracy, perClass = [] } = observations;
  const { train, test } = data;
  const doubts = train && teacher?.logits ? teacherDoubts(train, teacher.logits) : [];
  return [
    ...(train
      ? [
          ...setWarnings('train', train),
          ...(training ? inputWarnings(train, normsInput === true) : []),
          ...targetWarnings(train, training !== undefined),
        ]
      : []),
    ...(test ? [...setWarnings('test', test), ...rangeWarnings(test, inputs)] : []),
    ...(train && test && training ? sharedWarnings(train, test) : []),
    ...doubts,
    ...(test && teacher && doubts.length === 0 ? teacherWarnings(test, teacher) : []),
    ...(isUnaugmented ? [UNAUGMENTED] : []),
    ...(training ? trainingWarnings(training, train) : []),
    // Of a training that learned nothing the classes tell no more.
    ...(test && !isInVain(training, train) ? answerWarnings(test, perClass, accuracy, training !== undefined) : []),
  ];
}

const UNAUGMENTED =
  "distill.augment was left out: the teacher's answers are no answers to changed samples; " +
  'write teacher: { tflite: … }, { keras: … } or { layers: … }, which is asked about each of them, ' +
  'or remove distill.augment';

const MOST_NAMED = 5;

/** Whether training came no further than guessing. */
function isInVain(training: ReportedTraining | undefined, train: Dataset | undefined): boolean {
  const { validationAccuracy: share, validationError: mae } = training ?? {};
  if (train === undefined) return false;
  if (mae !== undefined) return isGuessing({ error: { mae, rmse: mae, total: 1 } }, train);
  return share !== undefined && isGuessing({ accuracy: { correct: share, total: 1 } }, train);
}

function named(classes: readonly string[], what: 'class' | 'output' = 'class'): string {
  const plural = what === 'class' ? 'classes' : 'outputs';
  return `${classes.length === 1 ? what : plural} ${listFirst(classes, MOST_NAMED)}`;
}

function setWarnings(name: 'train' | 'test', set: Dataset): string[] {
  const counts = countsOf(set);
  const missing = set.classes.filter((_, i) => counts[i] === 0);
  const what = set.task === 'multi-label' ? 'output' : 'class';
  const itOrThem = missing.length === 1 ? `the ${what}` : 'them';
  const constant = constantOf(set);
  return [
    ...(missing.length > 0
      ? [`data.${name} has no sample of ${named(missing, what)}; add some, or take ${itOrThem} out of data.classes`]
      : []),
    ...(constant !== undefined
      ? [`all values of data.${name} are ${constant}, so there is nothing to tell samples apart; is it the right file?`]
      : []),
  ];
}

/** Of all stored values; undefined where they are not the same. */
function constantOf({ count, shape, values }: Dataset): number | undefined {
  const size = sizeOf(shape);
  const [first] = sampleAt(values, 0, size);
  for (let i = 0; i < count; i++) {
    if (sampleAt(values, i, size).some((value) => value !== first)) return undefined;
  }
  return first;
}

/** A pull request could raise its accuracy so. */
function sharedWarnings(train: Dataset, test: Dataset): string[] {
  const shared = sharedSamples(train, test);
  if (shared === 0) return [];
  const which = `${formatCount(shared)} of the ${formatCount(test.count)} test samples`;
  const verb = shared === 1 ? 'is' : 'are';
  const remedy = 'so accuracy says less of new data; take them out of one of the two';
  return [`${which} ${verb} in data.train too, ${remedy}`];
}

/** Inputs with a root mean square beyond this train badly with Keras' initial weights. */
const MOST_RMS = 10;

/** One remedy at a time; none where the samples have numbers of their own for each channel. */
function inputWarnings(train: Dataset, normsInput: boolean): string[] {
  const { multiply } = train.normalisation;
  if (typeof multiply !== 'number') return [];
  const span = spanOf(train);
  if (span.rms > MOST_RMS) return [scaleWarning(span, multiply)];
  const offset = normsInput ? undefined : farthestOffset(train);
  return offset ? [offsetWarning(train, offset)] : [];
}

function scaleWarning({ low, high }: Span, multiply: number): string {
  const divisor = short(Math.max(Math.abs(low), Math.abs(high)) / multiply);
  const found = `the network is fed values from ${short(low)} to ${short(high)}, and learns best near -1 to 1`;
  return `${found}; write data.normalize: { divide: ${divisor} }`;
}

function offsetWarning({ shape }: Dataset, { channel, mean, deviation }: InputOffset): string {
  const what = shape.length > 1 ? 'channel' : 'feature';
  const found = `${what} ${channel} lies around ${short(mean)} and varies by ${short(deviation)} only`;
  return `${found}, and a network learns best around 0; write data.normalize: { standardize: ${what} }`;
}

/** As of inputs: what a network answers at first is near 0. */
function targetWarnings({ task, targets }: Dataset, isTrained: boolean): string[] {
  if (task !== 'regression' || !targets || !isTrained) return [];
  const rms = Math.sqrt(targets.reduce((sum, target) => sum + target * target, 0) / targets.length);
  if (!(rms > MOST_RMS)) return [];
  const greatest = targets.reduce((most, target) => Math.max(most, Math.abs(target)), 0);
  const found = `the targets go up to ${short(greatest)}, and a network learns best those near -1 to 1`;
  return [`${found}; write them in a larger unit, for example divided by ${short(greatest)}`];
}

interface Span {
  readonly low: number;
  readonly high: number;
  /** Root mean square. */
  readonly rms: number;
}

/** Of the values that the network is fed. */
function spanOf(set: Dataset): Span {
  const normalised = normaliserOf(set.normalisation);
  let [low, high, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  eachSample(set, (sample) => {
    for (let i = 0; i < sample.length; i++) {
      const x = normalised(sample[i], i);
      low = Math.min(low, x);
      high = Math.max(high, x);
      squares += x * x;
    }
  });
  return { low, high, rms: Math.sqrt(squares / set.values.length) };
}

/** A share of values that a calibrated range may cut off. */
const MOST_OUTSIDE = 0.01;
/** A share of the range that data with the right scale fill at least. */
const LEAST_SPAN = 0.02;

/** Whether the test samples lie where the model's only, quantized input has its range. */
function rangeWarnings(test: Dataset, inputs: readonly OpTensor[]): string[] {
  const range = inputs.length === 1 ? inputRange(inputs[0]) : undefined;
  if (!range || inputs[0].elements !== sizeOf(test.shape)) return [];
  const { low, high, scale } = range;
  const normalised = normaliserOf(test.normalisation);
  let outside = 0;
  eachSample(test, (sample) => {
    for (let i = 0; i < sample.length; i++) {
      const x = normalised(sample[i], i);
      if (x < low - scale || x > high + scale) outside++;
    }
  });
  const share = outside / test.values.length;
  const text = `${short(low)}..${short(high)}`;
  if (share > MOST_OUTSIDE) {
    const found = `${formatShare(share)} of the test values lie outside ${text}, which the model's input holds`;
    return [`${found}; is data.normalize missing?`];
  }
  const span = spanOf(test);
  if (span.high - span.low >= LEAST_SPAN * (high - low) || span.high === span.low) return [];
  const found = `the test values lie within ${short(span.low)}..${short(span.high)}`;
  return [`${found}, a small part of ${text}, the range of the model's input; does data.normalize divide twice?`];
}

function inputRange(input: OpTensor): (Pick<Span, 'low' | 'high'> & { readonly scale: number }) | undefined {
  const scale = input.quantization?.scales[0];
  if (scale === undefined || (input.type !== 'INT8' && input.type !== 'UINT8' && input.type !== 'INT16')) {
    return undefined;
  }
  const { min, max } = INTEGER_RANGES[input.type];
  const zeroPoint = zeroPointOf(input);
  return { low: scale * (min - zeroPoint), high: scale * (max - zeroPoint), scale };
}

function teacherWarnings(test: Dataset, teacher: Score): string[] {
  if (!isGuessing(teacher, test)) return [];
  const { accuracy, error } = teacher;
  if (!accuracy) {
    const found = `the teacher's mean error is ${formatError(error?.mae ?? 0)}, no better than always the mean`;
    return [`${found}; are its answers in the targets' unit and in the order of the samples?`];
  }
  const share = formatShare(accuracy.correct / accuracy.total);
  const remedy =
    test.task === 'multi-label' || test.task === 'binary'
      ? 'are its logits those in front of the sigmoid?'
      : 'are its classes in the order of data.classes?';
  return [`the teacher answers ${share} right, no better than guessing; ${remedy}`];
}

function trainingWarnings(training: ReportedTraining, train?: Dataset): string[] {
  const { epochs, bestEpoch, peakEpoch = bestEpoch, validationAccuracy: share, validationError } = training;
  if (share === undefined && validationError === undefined) return [];
  if (isInVain(training, train)) {
    const what =
      share === undefined
        ? `the mean error of the held-out samples is ${formatError(validationError ?? 0)}`
        : `${formatShare(share)} of the held-out samples are right`;
    const found = `training learned nothing: ${what}`;
    return [
      `${found}; do the ${share === undefined ? 'targets' : 'labels'} belong to the samples? ` +
        "If so, lower distill.optimizer's learningRate",
    ];
  }
  if (peakEpoch < epochs || epochs === 0) return [];
  return [`the best epoch is the last of ${epochs}; ${moreLearning(training)}`];
}

/** From here on a higher rate may be too high. */
const HIGH_RATE = 1e-2;

/** A training that still improved: a higher rate costs nothing, more epochs cost time. */
function moreLearning({ epochs, learningRate }: ReportedTraining): string {
  const longer = `write distill.epochs: ${2 * epochs}`;
  if (learningRate === undefined) return `more may be better: ${longer}`;
  if (learningRate >= HIGH_RATE) {
    return `more epochs or another rate may be better: ${longer}, or distill.learningRate: auto (now ${learningRate})`;
  }
  const higher = Number((3 * learningRate).toPrecision(6));
  const rate = `write distill.learningRate: ${higher} (now ${learningRate}), or auto`;
  return `a higher rate or more epochs may be better: ${rate}, or ${longer}`;
}

function answerWarnings(
  { classes, count }: Dataset,
  perClass: readonly Answers[],
  accuracy: Answers | undefined,
  isTrained: boolean,
): string[] {
  const never = classes.filter((_, i) => perClass[i]?.total > 0 && perClass[i].correct === 0);
  if (never.length === 0 || !accuracy) return [];
  const samples = perClass.reduce((sum, { correct, total }) => (correct === 0 ? sum + total : sum), 0);
  const verb = never.length === 1 ? 'is' : 'are';
  const [itsLabels, it] = never.length === 1 ? ['its labels', 'it'] : ['their labels', 'them'];
  const remedy = isTrained
    ? `look at ${itsLabels} and train on more samples of ${it}`
    : "are data.classes in the order of the model's outputs?";
  const found = `0 of ${formatCount(samples)} samples, of ${formatCount(count)} in all`;
  return [`${named(never)} ${verb} never answered right (${found}); ${remedy}`];
}

/** Three digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
