// The `data:` section to data sets: files read, shapes and labels checked, digests taken.
import { concatBytes } from '@noble/hashes/utils.js';
import { sha256OfFile } from '../base/digest.ts';
import { chooseOne, filesOf } from '../base/one-of.ts';
import { attempt, attemptLater, must, mustAll, type Outcome, reject, under } from '../base/problem.ts';
import { quote, quoteNames } from '../base/quote.ts';
import type { ReadFile } from '../base/read-file.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../base/shape.ts';
import { labelsOf, type NumberArray } from './array.ts';
import { type Dataset, type Normalisation, select, type Values } from './dataset.ts';
import type { DataParams, SetParams } from './params.ts';
import type { Readers, Samples } from './reader.ts';
import { READERS } from './readers/index.ts';

export interface DataSets {
  /** Undefined where kd.yaml names none: a student that is a finished .tflite file needs none. */
  readonly train?: Dataset;
  /** Undefined where accuracy isn't measured. */
  readonly test?: Dataset;
  readonly calibrate?: Dataset;
}

/** In the order in which their problems are told. */
const SETS = ['test', 'train'] as const;

/** Problems have codes `data/...` and `file/...`, and paths inside the section. Both sets' are reported at once. */
export function loadData(
  params: DataParams | undefined,
  read: ReadFile,
  readers: Readers = READERS,
): Promise<Outcome<DataSets>> {
  return attemptLater(async () => {
    const named = SETS.flatMap((set) => (params?.[set] ? [{ set, section: params[set] }] : []));
    if (!params || named.length === 0) return {};
    const outcomes = named.map(async ({ set, section }) => under(set, await readSet(section, read, readers)));
    const raw = mustAll(await Promise.all(outcomes));
    const classes = classNamesOf(params, raw);
    const sets = mustAll(raw.map((set, i) => under(named[i].set, finish(set, classes, params))));
    const [test, train] = SETS.map((name) => sets.find((_, i) => named[i].set === name));
    if (train && test) checkAlike(train, test);
    const { from, samples } = params.calibrate;
    const source = from === 'train' ? train : test;
    return { train, test, calibrate: source && select(source, spread(source.count, samples)) };
  });
}

/** Both sets' names of the classes, in the order of their numbers; none without data. */
export function classesOf({ train, test }: DataSets): readonly string[] {
  return (test ?? train)?.classes ?? [];
}

/** A set as its files hold it. */
interface RawSet {
  readonly x: NumberArray;
  /** Class numbers, or what a text file says. */
  readonly labels: Int32Array | readonly string[];
  readonly digest: string;
}

function readSet(params: SetParams, read: ReadFile, readers: Readers): Promise<Outcome<RawSet>> {
  return attemptLater(async () => {
    const { name, entry, value } = must(chooseOne(readers, params, { what: 'a data set', code: 'data/format' }));
    const outcomes = filesOf(readers, params).map(async ({ path, key }) => under(key, await read(path)));
    const files = mustAll(await Promise.all(outcomes));
    // Before the digest, which takes seconds for a gigabyte of anything.
    const samples = must(
      under(
        name,
        attempt(() => entry.read(files, value, params)),
      ),
    );
    const digest = await digestOfFiles(files);
    if (params.sha256 !== undefined && params.sha256 !== digest) {
      const message = `the data has SHA-256 ${digest}, kd.yaml pins ${params.sha256}; was the file changed?`;
      reject('data/sha256', message, { path: 'sha256' });
    }
    return { x: samples.x, labels: labelsFor(samples), digest };
  });
}

/** Of a pair of files too, both together. */
const MOST_SET_BYTES = 2 ** 30;

function digestOfFiles(files: readonly Uint8Array[]): Promise<string> {
  const bytes = files.reduce((sum, file) => sum + file.length, 0);
  if (bytes > MOST_SET_BYTES) {
    reject('data/too-large', `the set has ${bytes} bytes; at most ${MOST_SET_BYTES} are read`);
  }
  return sha256OfFile(files.length === 1 ? files[0] : concatBytes(...files));
}

/** Labels after the check that there is one a sample. */
function labelsFor({ x, y }: Samples): RawSet['labels'] {
  const labels = 'dtype' in y ? must(labelsOf(y, 'y')) : y;
  if (x.shape.length < 2) {
    const missing = 'the first dimension counts them, a second is missing';
    reject('data/shape', `the samples have shape ${describeShape(x.shape)}; ${missing}`);
  }
  if (x.shape[0] !== labels.length) {
    reject('data/count', `there are ${x.shape[0]} samples and ${labels.length} labels; both must be the same number`);
  }
  return labels;
}

const ONE_CLASS = 'all labels are the same class; a data set needs at least two classes';

/** Names from kd.yaml; else the numbers up to the greatest label, or the labels of text files, sorted. */
function classNamesOf({ classes }: DataParams, sets: readonly RawSet[]): readonly string[] {
  if (classes) {
    const twice = firstTwice(classes);
    if (twice !== undefined) reject('data/classes', `the class ${quote(twice)} is named twice`, { path: 'classes' });
    return classes;
  }
  const words = sets.flatMap(({ labels }) => (labels instanceof Int32Array ? [] : labels));
  const areNumbers = words.every((word) => /^\d{1,5}$/.test(word));
  if (areNumbers) checkSpelling(words);
  if (words.length > 0 && !areNumbers) {
    const names = [...new Set(words)].sort((a, b) => (a < b ? -1 : 1));
    const alike = firstTwice(names);
    if (alike !== undefined) reject('data/classes', `two labels look like ${quote(alike)}; write them alike`);
    return names.length < 2 ? reject('data/classes', ONE_CLASS) : names;
  }
  let count = 0;
  for (const { labels } of sets) for (const label of labels) count = Math.max(count, Number(label) + 1);
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

function finish({ x, labels, digest }: RawSet, classes: readonly string[], params: DataParams): Outcome<Dataset> {
  return attempt(() => {
    const count = x.shape[0];
    if (count === 0) reject('data/empty', 'the set has no samples');
    return {
      count,
      shape: sampleShape(x.shape.slice(1), params.shape),
      values: storable(x),
      normalisation: normalisationOf(params),
      labels: numberLabels(labels, classes),
      classes,
      digest,
    };
  });
}

function normalisationOf({ normalize: { subtract, divide } }: DataParams): Normalisation {
  return { subtract, multiply: 1 / divide };
}

/** kd.yaml's shape when it names one; an image without channels gets one. */
function sampleShape(found: Shape, wanted: Shape | undefined): Shape {
  if (wanted) {
    if (sizeOf(found) === sizeOf(wanted)) return wanted;
    const [is, says] = [found, wanted].map((shape) => `${describeShape(shape)}, which has ${sizeOf(shape)}`);
    return reject('data/shape', `a sample is ${is} values; kd.yaml says ${says}`);
  }
  return found.length === 2 ? [...found, 1] : found;
}

/** Finite values in a type that a data set keeps: wide ones become float32, what training computes with. */
function storable({ values, dtype }: NumberArray): Values {
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return values;
  if (dtype === 'int64' && values.every((v) => Math.abs(v) < 2 ** 31)) return Int32Array.from(values);
  const narrow = values instanceof Float32Array ? values : Float32Array.from(values);
  const wrong = narrow.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    reject('data/not-finite', `value ${wrong} of the samples is ${values[wrong]}; all must be finite in float32`);
  }
  return narrow;
}

function numberLabels(labels: RawSet['labels'], classes: readonly string[]): Int32Array {
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

function checkAlike(train: Dataset, test: Dataset): void {
  if (sameShape(train.shape, test.shape)) return;
  const shapes = `${describeShape(train.shape)} in train and ${describeShape(test.shape)} in test`;
  reject('data/shape', `a sample is ${shapes}; both must be the same`);
}

/** `samples` indices spread evenly over 0 .. count - 1, all of them when there are no more. */
function spread(count: number, samples: number): Int32Array {
  const length = Math.min(count, samples);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * count) / length));
}
