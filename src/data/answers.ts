// What the data say that a network should answer, by the task: a class of each sample, or targets.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { quote, quoteNames } from '../base/quote.ts';
import { describeShape } from '../base/shape.ts';
import type { Task } from '../base/task.ts';
import { labelsOf, type NumberArray } from './array.ts';
import type { Dataset } from './dataset.ts';
import type { DataParams } from './params.ts';
import type { SampleArray, Samples, WantedAnswers } from './reader.ts';

/** The part of a data set that is about answers. */
export type DatasetAnswers = Pick<Dataset, 'labels' | 'classes' | 'targets'>;

/** Class numbers, or what a text file says. */
type RawLabels = Int32Array | readonly string[];

/** As the files of one set hold them; neither where the samples are their own targets and have no labels. */
export interface RawAnswers {
  readonly labels?: RawLabels;
  /** Of one-hot labels. */
  readonly columns?: number;
  /** [samples, outputs] */
  readonly targets?: Float32Array;
  readonly outputs?: number;
  /** Of the outputs, where the file names them. */
  readonly names?: readonly string[];
}

export function wantedBy(task: Task, { targets }: Pick<DataParams, 'targets'>): WantedAnswers {
  if (task === 'classify' || task === 'binary') return 'classes';
  return targets === 'input' ? 'classes, if any' : 'numbers';
}

/** One a sample, checked as far as one set tells. Problems: `data/count`, `data/label-range`, `data/target`. */
export function rawAnswersOf(samples: Samples<SampleArray>, task: Task, params: DataParams): Outcome<RawAnswers> {
  return attempt(() => {
    const { y, names } = samples;
    const wanted = wantedBy(task, params);
    if (y === undefined) {
      if (wanted === 'classes, if any') return {};
      throw new Error('a reader left out the answers');
    }
    const columns = wanted === 'classes' && 'dtype' in y && y.shape.length === 2 ? y.shape[1] : 1;
    if (columns > 1 && 'dtype' in y) return { labels: oneHotLabels(y, samples.x.shape[0]), columns };
    if (wanted !== 'numbers') return { labels: labelsFor(samples.x.shape[0], y) };
    if (!('dtype' in y)) return reject('data/format', `task ${task} needs numbers, and this format has texts`);
    return { ...must(targetsOfArray(y, samples.x.shape[0], task)), names };
  });
}

function labelsFor(count: number, y: NonNullable<Samples['y']>): RawLabels {
  const labels = 'dtype' in y ? must(labelsOf(y, 'y')) : y;
  if (labels.length !== count) {
    reject('data/count', `there are ${count} samples and ${labels.length} labels; both must be the same number`);
  }
  return labels;
}

/** [samples, classes] of one 1 a row. */
function oneHotLabels({ shape: [rows, columns], values }: NumberArray, count: number): Int32Array {
  if (rows !== count) {
    reject('data/count', `there are ${count} samples and ${rows} rows of labels; both must be the same number`);
  }
  return Int32Array.from({ length: rows }, (_, row) => {
    const own = values.subarray(row * columns, (row + 1) * columns);
    const label = own.indexOf(1);
    if (label >= 0 && own.every((value, i) => value === Number(i === label))) return label;
    const wanted = 'y has a column a class, of which each row has one 1 and else 0';
    return reject(
      'data/label-range',
      `row ${row} of y is no label: ${wanted}; write class numbers, y.argmax(axis=1), or task: multi-label`,
    );
  });
}

/** Targets that the task allows; beyond this they are no measurements. */
const MOST_TARGET = 1e12;

/** [samples, ...] of numbers. Problems: `data/count`, `data/target`. */
export function targetsOfArray({ shape, values }: NumberArray, count: number, task: Task): Outcome<RawAnswers> {
  return attempt(() => {
    if (shape.length === 0 || shape[0] !== count) {
      const found = `y is ${describeShape(shape)}`;
      reject('data/count', `there are ${count} samples and ${found}; its first dimension must count them too`);
    }
    const outputs = count === 0 ? 0 : values.length / count;
    if (outputs < 1) reject('data/target', 'y has no values; write at least one a sample');
    const targets = Float32Array.from(values, Number);
    const isRight =
      task === 'regression' ? (v: number) => Math.abs(v) <= MOST_TARGET : (v: number) => v === 0 || v === 1;
    const wrong = targets.findIndex((v) => !isRight(v));
    if (wrong >= 0) {
      const range = `-${MOST_TARGET} to ${MOST_TARGET}`;
      const wanted =
        task === 'regression' ? `targets are numbers from ${range}` : 'for task multi-label all are 0 or 1';
      const [sample, output] = [Math.floor(wrong / outputs), wrong % outputs];
      reject('data/target', `sample ${sample} (from 0) has ${values[wrong]} for output ${output}; ${wanted}`);
    }
    return { targets, outputs };
  });
}

/** Of all sets together, by which classes are named; then of each set. Inside an `attempt`. */
export function answersOf(
  all: readonly RawAnswers[],
  params: DataParams,
  task: Task,
): (raw: RawAnswers) => DatasetAnswers {
  if (task === 'multi-label') {
    const classes = outputNames(all, params);
    return ({ targets }) => ({ labels: NO_LABELS, classes, targets });
  }
  if (task === 'regression') return ({ labels: own, targets }) => ({ labels: anomalies(own), classes: [], targets });
  const columns = all.reduce((most, raw) => Math.max(most, raw.columns ?? 0), 0);
  const classes = classNamesOf(
    params,
    all.flatMap((raw) => (raw.labels ? [raw.labels] : [])),
    columns,
  );
  if (task === 'binary' && classes.length !== 2) {
    const found = `task binary tells two classes apart, the data have ${classes.length}`;
    reject('data/classes', `${found}; write task: classify`);
  }
  return ({ labels: own = [] }) => ({ labels: numberLabels(own, classes), classes });
}

const NO_LABELS = new Int32Array(0);

/** Where samples are their own targets: 1 is one that the model should not be able to answer. */
function anomalies(labels: RawLabels = NO_LABELS): Int32Array {
  const numbers = Int32Array.from(labels, Number);
  const wrong = numbers.findIndex((label) => label !== 0 && label !== 1);
  if (wrong < 0) return numbers;
  const said = quote(String(labels[wrong]));
  return reject('data/label-range', `label ${wrong} is ${said}; with targets: input it is 0 (normal) or 1 (anomaly)`);
}

function outputNames(all: readonly RawAnswers[], { classes }: DataParams): readonly string[] {
  const outputs = all[0].outputs ?? 0;
  const names = classes ?? all[0].names ?? Array.from({ length: outputs }, (_, i) => String(i));
  const twice = firstTwice(names);
  if (twice !== undefined) reject('data/classes', `the output ${quote(twice)} is named twice`, { path: 'classes' });
  if (names.length === outputs) return names;
  return reject('data/classes', `${names.length} classes are named, y has ${outputs} columns`, { path: 'classes' });
}

const ONE_CLASS = 'all labels are the same class; a data set needs at least two classes';

/** Names from kd.yaml; else the numbers up to the greatest label, or the labels of text files, sorted. */
function classNamesOf({ classes }: DataParams, all: readonly RawLabels[], columns: number): readonly string[] {
  if (classes) {
    const twice = firstTwice(classes);
    if (twice !== undefined) reject('data/classes', `the class ${quote(twice)} is named twice`, { path: 'classes' });
    if (columns > classes.length) {
      reject('data/classes', `${classes.length} classes are named, y has ${columns} columns`, { path: 'classes' });
    }
    return classes;
  }
  const words = all.flatMap((labels) => (labels instanceof Int32Array ? [] : labels));
  const areNumbers = words.every((word) => /^\d{1,5}$/.test(word));
  if (areNumbers) checkSpelling(words);
  if (words.length > 0 && !areNumbers) {
    const names = [...new Set(words)].sort((a, b) => (a < b ? -1 : 1));
    const alike = firstTwice(names);
    if (alike !== undefined) reject('data/classes', `two labels look like ${quote(alike)}; write them alike`);
    return names.length < 2 ? reject('data/classes', ONE_CLASS) : names;
  }
  let count = columns;
  for (const labels of all) for (const label of labels) count = Math.max(count, Number(label) + 1);
  if (count < 2) reject('data/classes', ONE_CLASS);
  return Array.from({ length: count }, (_, i) => String(i));
}

/** Names that look alike, as those of kd.yaml or of a file may be written in two ways. */
function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const key = name.trim().normalize('NFC');
    const isTwice = seen.has(key);
    seen.add(key);
    return isTwice;
  });
}

/** `7` and `07` would be one class. */
function checkSpelling(words: readonly string[]): void {
  const written = new Map<number, string>();
  for (const word of words) {
    const before = written.get(Number(word));
    if (before === undefined) written.set(Number(word), word);
    else if (before !== word) {
      reject('data/label-range', `the labels ${quote(before)} and ${quote(word)} are one number; write them alike`);
    }
  }
}

function numberLabels(labels: RawLabels, classes: readonly string[]): Int32Array {
  if (!(labels instanceof Int32Array)) {
    const numbers = new Map(classes.map((name, i) => [name, i]));
    return Int32Array.from(labels, (word, i) => {
      // Names first, so that a class may be called "7"; else a number counts the names of kd.yaml.
      const number = numbers.get(word) ?? (/^\d{1,5}$/.test(word) ? Number(word) : classes.length);
      if (number < classes.length) return number;
      const known = quoteNames(classes);
      return reject('data/label-range', `label ${i} is ${quote(word)}, which is none of the classes ${known}`);
    });
  }
  const wrong = labels.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    const allowed = `with ${classes.length} classes the labels are 0 to ${classes.length - 1}`;
    reject('data/label-range', `label ${wrong} is ${labels[wrong]}; ${allowed}`);
  }
  return labels;
}
