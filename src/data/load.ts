// The `data:` section to data sets: files read, shapes and labels checked, digests taken.
import { sha256Hex } from '../base/digest.ts';
import { attempt, done, failed, must, type Outcome, type Problem, reject, under } from '../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../base/shape.ts';
import { labelsOf, type NumberArray } from './array.ts';
import { type Dataset, type Normalisation, select, type Values } from './dataset.ts';
import { type DataParams, FORMATS, type SetParams } from './params.ts';
import { readCsv } from './readers/csv.ts';
import { readIdx } from './readers/idx.ts';
import { readNpy } from './readers/npy.ts';
import { readNpz } from './readers/npz.ts';

export interface DataSets {
  /** Undefined where kd.yaml names none: a student that is brought needs none. */
  readonly train?: Dataset;
  readonly test: Dataset;
  readonly calibrate?: Dataset;
}

export type Read = (path: string) => Promise<Outcome<Uint8Array>>;

/** Problems have codes `data/...` and `file/...`, and paths inside the section. All of both sets are reported at once. */
export async function loadData(params: DataParams, read: Read): Promise<Outcome<DataSets>> {
  const test = under('test', await readSet(params.test, read));
  const train = params.train ? under('train', await readSet(params.train, read)) : done(undefined);
  const problems = [test, train].flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  if (!test.ok || !train.ok) return failed(...problems);
  return attempt(() => {
    const classes = classesOf(params, [test.value, ...(train.value ? [train.value] : [])]);
    const testSet = must(under('test', finish(test.value, classes, params)));
    const trainSet = train.value && must(under('train', finish(train.value, classes, params)));
    if (trainSet) checkAlike(trainSet, testSet);
    const { from, samples } = params.calibrate;
    const source = from === 'train' ? trainSet : testSet;
    return { train: trainSet, test: testSet, calibrate: source && select(source, spread(source.count, samples)) };
  });
}

/** A set as its files hold it. */
interface RawSet {
  readonly x: NumberArray;
  /** Class numbers, or what a CSV file says. */
  readonly labels: Int32Array | readonly string[];
  readonly digest: string;
}

async function readSet(params: SetParams, read: Read): Promise<Outcome<RawSet>> {
  const given = FORMATS.filter((format) => params[format] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none of them is there' : `not ${given.join(' and ')}`;
    return failed({ code: 'data/format', message: `a data set is one of ${FORMATS.join(', ')}; ${found}` });
  }
  const files: Uint8Array[] = [];
  const problems: Problem[] = [];
  for (const { path, key } of filesOf(params)) {
    const file = under(key, await read(path));
    if (file.ok) files.push(file.value);
    else problems.push(...file.problems);
  }
  if (problems.length > 0) return failed(...problems);
  return attempt(() => {
    const digest = digestOf(files);
    if (params.sha256 !== undefined && params.sha256 !== digest) {
      const message = `the data has SHA-256 ${digest}, kd.yaml pins ${params.sha256}; was the file changed?`;
      reject('data/sha256', message, { path: 'sha256' });
    }
    return { ...must(readFiles(params, files)), digest };
  });
}

/** The files of a set, each with its key in the section. */
export function filesOf({ npz, npy, idx, csv }: SetParams): { path: string; key: string }[] {
  if (npz !== undefined) return [{ path: npz, key: 'npz' }];
  if (npy) {
    return [
      { path: npy.x, key: 'npy.x' },
      { path: npy.y, key: 'npy.y' },
    ];
  }
  if (idx) {
    return [
      { path: idx.images, key: 'idx.images' },
      { path: idx.labels, key: 'idx.labels' },
    ];
  }
  return csv ? [{ path: csv.file, key: 'csv.file' }] : [];
}

function digestOf(files: readonly Uint8Array[]): string {
  const all = new Uint8Array(files.reduce((sum, file) => sum + file.length, 0));
  let at = 0;
  for (const file of files) {
    all.set(file, at);
    at += file.length;
  }
  return sha256Hex(all);
}

function readFiles(params: SetParams, files: readonly Uint8Array[]): Outcome<Omit<RawSet, 'digest'>> {
  return attempt(() => {
    if (params.npz !== undefined) {
      const names =
        params.x === params.y ? reject('data/npz-key', 'x and y name the same array') : [params.x, params.y];
      const arrays = must(under('npz', readNpz(files[0], names)));
      return pair(arrays[params.x], arrays[params.y]);
    }
    if (params.npy) {
      const x = must(under('npy.x', readNpy(files[0])));
      return pair(x, must(under('npy.y', readNpy(files[1]))));
    }
    if (params.idx) {
      const x = must(under('idx.images', readIdx(files[0])));
      return pair(x, must(under('idx.labels', readIdx(files[1]))));
    }
    if (!params.csv) return reject('data/format', 'a data set needs a file');
    const { label, header, delimiter } = params.csv;
    return must(under('csv', readCsv(files[0], { label, header, delimiter })));
  });
}

function pair(x: NumberArray, y: NumberArray): Omit<RawSet, 'digest'> {
  const labels = must(labelsOf(y, 'y'));
  if (x.shape.length < 2) {
    reject(
      'data/shape',
      `the samples have shape ${describeShape(x.shape)}; the first dimension counts them, a second is missing`,
    );
  }
  if (x.shape[0] !== labels.length) {
    reject('data/count', `there are ${x.shape[0]} samples and ${labels.length} labels; both must be the same number`);
  }
  return { x, labels };
}

const ONE_CLASS = 'all labels are the same class; a data set needs at least two classes';

/** Names from kd.yaml; else the numbers up to the greatest label, or the labels of CSV files, sorted (numbers by value). */
function classesOf({ classes }: DataParams, sets: readonly RawSet[]): readonly string[] {
  if (classes) {
    const twice = classes.find((name, i) => classes.indexOf(name) < i);
    if (twice !== undefined) reject('data/classes', `the class "${twice}" is named twice`, { path: 'classes' });
    return classes;
  }
  const words = sets.flatMap(({ labels }) => (labels instanceof Int32Array ? [] : labels));
  const areNumbers = words.every((word) => /^\d{1,5}$/.test(word));
  if (words.length > 0 && !areNumbers) {
    const names = [...new Set(words)].sort((a, b) => (a < b ? -1 : 1));
    return names.length < 2 ? reject('data/classes', ONE_CLASS) : names;
  }
  let count = 0;
  for (const { labels } of sets) for (const label of labels) count = Math.max(count, Number(label) + 1);
  if (count < 2) reject('data/classes', ONE_CLASS);
  return Array.from({ length: count }, (_, i) => String(i));
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
    const shapes = `${describeShape(found)}, which has ${sizeOf(found)} values; kd.yaml says ${describeShape(wanted)}, which has ${sizeOf(wanted)}`;
    return reject('data/shape', `a sample is ${shapes}`);
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
      const known = classes.slice(0, 20).join(', ');
      return reject('data/label-range', `label ${i} is "${word}", which is none of the classes ${known}`);
    });
  }
  const wrong = labels.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    const message = `label ${wrong} is ${labels[wrong]}; with ${classes.length} classes the labels are 0 to ${classes.length - 1}`;
    reject('data/label-range', message);
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
  const taken = Math.min(count, samples);
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}
