// A test set for the simulator: samples and labels as plain values, so that they can be posted to another thread.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { describeShape, sizeOf } from '../base/shape.ts';
import type { ReadSpool } from '../base/spool.ts';
import { DEFAULT_TASK, type Task } from '../base/task.ts';
import { targetsOfArray } from '../data/answers.ts';
import type { NumberArray } from '../data/array.ts';
import { type Dataset, taskOf } from '../data/dataset.ts';
import type { Normalisation } from '../data/normalisation.ts';
import { isStored, type StoredPlace, type StoredValues, storedValues, type Values } from '../data/stored-values.ts';
import { type Streams, startsOf } from '../data/streams.ts';
import type { Model } from '../tflite/model.ts';
import { thresholdOf } from './threshold.ts';

export interface TestSet {
  readonly count: number;
  /** Elements of one sample. */
  readonly size: number;
  /** `classify` where it says nothing. */
  readonly task?: Task;
  /** How many classes the labels tell apart. */
  readonly classes: number;
  /** [count]; none where the answers are `targets`. */
  readonly labels: Int32Array;
  /** [count, outputs]; of a regression without them the samples are their own. */
  readonly targets?: Float32Array;
  /** Of yes-or-no outputs: what one must exceed to say yes. */
  readonly threshold?: number;
  /** [count, size] as stored. */
  readonly values: Values | Float64Array | StoredValues;
  /** What the network is fed is (stored - subtract) * multiply; absent where the values are the input's own bytes. */
  readonly normalisation?: Normalisation;
  /** Of recordings, which a model with state is fed hop by hop. */
  readonly streams?: StreamsOfSet;
  /** Samples of the set that this is a share of. */
  readonly whole?: number;
}

export interface StreamsOfSet extends Streams {
  /** Elements of one step, the first dimension of a sample. */
  readonly step: number;
}

/** How many values an answer to a sample has. */
export function outputsOfTestSet({ task, count, size, classes, targets }: TestSet): number {
  if (task === 'binary') return 1;
  if (targets) return targets.length / count;
  return task === 'regression' ? size : classes;
}

/** Of a set that kd.yaml names, for this model. */
export function testSetOf(dataset: Dataset, model: Model): TestSet {
  const { count, shape, task, classes, labels, targets, values, normalisation, streams } = dataset;
  const threshold = thresholdOf(model, taskOf(dataset), streams?.params);
  return {
    ...{ count, size: sizeOf(shape), classes: classes.length, labels, values, normalisation },
    ...(task && { task }),
    ...(targets && { targets }),
    ...(threshold !== undefined && { threshold }),
    ...(streams && { streams: { ...streams, step: sizeOf(shape.slice(1)) } }),
  };
}

const AS_IT_IS = { subtract: 0, multiply: 1 } as const;

/**
 * Of two arrays without a kd.yaml. Integers of the model's own `inputType` (`INT8`) are fed as they are;
 * everything else is real values. Problems: `data/shape`, `data/count`, `data/label-range`, `data/target`.
 */
export function testSetOfArrays(
  x: NumberArray,
  y: NumberArray,
  inputType: string | undefined,
  scaling: Normalisation | undefined,
  { task = DEFAULT_TASK, threshold }: Pick<TestSet, 'task' | 'threshold'> = {},
): Outcome<TestSet> {
  return attempt(() => {
    const [count, ...shape] = x.shape;
    if (x.shape.length < 2)
      reject('data/shape', `--data is ${describeShape(x.shape)}; its first dimension counts samples`);
    const answers = task === 'classify' || task === 'binary' ? labelsIn(y, count, task) : targetsIn(y, count, task);
    const isRaw = !scaling && x.dtype === inputType?.toLowerCase() && x.dtype !== 'float32';
    const normalisation = isRaw ? undefined : (scaling ?? AS_IT_IS);
    return {
      ...{ count, size: sizeOf(shape), ...answers, values: x.values },
      ...(normalisation && { normalisation }),
      ...(task !== DEFAULT_TASK && { task }),
      ...(threshold !== undefined && { threshold }),
    };
  });
}

type SetAnswers = Pick<TestSet, 'labels' | 'classes' | 'targets'>;

function labelsIn(y: NumberArray, count: number, task: Task): SetAnswers {
  if (y.values.length !== count) reject('data/count', `--data has ${count} samples, --labels ${y.values.length}`);
  const labels = Int32Array.from(y.values, Number);
  const classes = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const isWrong = (label: number, i: number) => label < 0 || label !== Number(y.values[i]);
  const wrong = labels.findIndex((label, i) => isWrong(label, i) || (task === 'binary' && label > 1));
  const allowed = task === 'binary' ? 'for task binary labels are 0 or 1' : 'labels are class numbers from 0';
  if (wrong >= 0) reject('data/label-range', `label ${wrong} is ${y.values[wrong]}; ${allowed}`);
  return { labels, classes };
}

function targetsIn(y: NumberArray, count: number, task: Task): SetAnswers {
  const { targets, outputs = 0 } = must(targetsOfArray(y, count, task));
  return { labels: new Int32Array(0), classes: outputs, targets };
}

/** Where it may be cut: at every sample, or where a recording begins; the number of samples at the end. */
function cutsOf({ count, streams }: TestSet): ArrayLike<number> {
  return streams ? startsOf(streams.recordings) : Int32Array.from({ length: count + 1 }, (_, i) => i);
}

/** As many threads as there can be at most. */
export function mostShares(testSet: TestSet): number {
  return cutsOf(testSet).length - 1;
}

/** The share of thread `part` of `parts`, in a copy of its own. */
export function shareOfThread(testSet: TestSet, part: number, parts: number): TestSet {
  const { size, labels, targets, values, streams } = testSet;
  const outputs = outputsOfTestSet(testSet);
  const cuts = cutsOf(testSet);
  const [from, to] = [part, part + 1].map((p) => cuts[Math.floor(((cuts.length - 1) * p) / parts)]);
  return {
    ...testSet,
    whole: testSet.whole ?? testSet.count,
    count: to - from,
    labels: labels.slice(from, to),
    ...(targets && { targets: targets.slice(from * outputs, to * outputs) }),
    values: isStored(values)
      ? values.select(Int32Array.from({ length: to - from }, (_, i) => from + i))
      : values.slice(from * size, to * size),
    ...(streams && { streams: { ...streams, recordings: streams.recordings.slice(from, to) } }),
  };
}

/** As plain values, which another thread of the process can be sent. */
export interface PostedTestSet extends Omit<TestSet, 'values'> {
  readonly values: Values | Float64Array | StoredPlace;
}

export function postedTestSet({ values, ...rest }: TestSet): PostedTestSet {
  return { ...rest, values: isStored(values) ? values.place : values };
}

export function receivedTestSet({ values, ...rest }: PostedTestSet, read: ReadSpool): TestSet {
  return { ...rest, values: 'file' in values ? storedValues(values, read) : values };
}
