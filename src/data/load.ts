// The `data:` section to data sets: files read, shapes and labels checked, digests taken.
import { concatBytes } from '@noble/hashes/utils.js';
import { sha256OfFile } from '../base/digest.ts';
import { chooseOne, filesOf } from '../base/one-of.ts';
import { attempt, attemptLater, done, must, mustAll, type Outcome, reject, under } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../base/shape.ts';
import type { Spool } from '../base/spool.ts';
import { DEFAULT_TASK, type Task } from '../base/task.ts';
import { answersOf, type DatasetAnswers, type RawAnswers, rawAnswersOf, wantedBy } from './answers.ts';
import { type Dataset, outputsOf, type StoredSet, select } from './dataset.ts';
import { type ExtractionHooks, extractAll, type PreparedFeatures, prepareFeatures } from './features/extract.ts';
import { FEATURES } from './features/index.ts';
import { folderReads } from './folder-reads.ts';
import { type Normalisation, standardOf } from './normalisation.ts';
import type { DataParams, SetParams } from './params.ts';
import type { Readers, SampleArray } from './reader.ts';
import { READERS } from './readers/index.ts';
import { type NewSampleWriter, sampleWriters } from './sample-writer.ts';
import { type Sides, type SplitSets, sidesOfGroups, sidesOfSamples, splitSet } from './split.ts';
import { isStored, type StoredValues, type Values } from './stored-values.ts';
import { checkStreams, recordingsOf } from './streams.ts';

export interface DataSets {
  /** Undefined where kd.yaml names none: a student that is a finished .tflite file needs none. */
  readonly train?: Dataset;
  /** Undefined where accuracy isn't measured. */
  readonly test?: Dataset;
  readonly calibrate?: Dataset;
  /** What samples were made of, where kd.yaml says so: of the test set, or the only one. */
  readonly features?: PreparedFeatures;
}

export interface LoadHooks extends ExtractionHooks {
  /** For samples that are more than memory should hold. */
  readonly spool?: Spool;
}

/** In the order in which their problems are told. */
const SETS = ['test', 'train', 'all'] as const;

/** Problems have codes `data/...` and `file/...`, and paths inside the section. Both sets' are reported at once. */
export function loadData(
  params: DataParams | undefined,
  read: ReadFile,
  readers: Readers = READERS,
  task: Task = DEFAULT_TASK,
  hooks: LoadHooks = {},
): Promise<Outcome<DataSets>> {
  return attemptLater(async () => {
    const named = SETS.flatMap((set) => (params?.[set] ? [{ set, section: params[set] }] : []));
    if (params) checkSplit(params);
    if (!params || named.length === 0) return {};
    checkStandardize(params);
    const newWriter = sampleWriters(hooks.spool);
    const outcomes = named.map(async ({ set, section }) =>
      under(set, await readSet(section, { read, readers, task, params, newWriter })),
    );
    const found = mustAll(await Promise.all(outcomes));
    const sides = groupSides(found[0], params);
    const raw = mustAll(found.map((set) => withFeatures(set, params, hooks)));
    checkRates(raw);
    const answers = answersOf(raw, params, task);
    const finished = raw.map((set) => attempt(() => finish(set, answers(set), params, task)));
    const sets = mustAll(finished.map((set, i) => under(named[i].set, set)));
    const whole = sets[named.findIndex(({ set }) => set === 'all')];
    const parts = whole ? splitWhole(whole, sides, params) : setsOf(named, sets);
    if (parts.train && parts.test) checkAlike(parts.train, parts.test);
    const normalisation = findNormalisation(params, parts.train);
    const [test, train] = [parts.test, parts.train].map((set) => set && { ...set, normalisation });
    const { from, samples } = params.calibrate;
    const source = from === 'train' ? train : test;
    const [{ features }] = raw;
    const calibrate = source && select(source, spread(source.count, samples));
    return { train, test, calibrate, ...(features && { features }) };
  });
}

/** One set for both, or a set for each. Inside an `attempt`. */
function checkSplit({ all, split, train, test }: DataParams): void {
  if (all === undefined) {
    if (split === undefined) return;
    reject('data/split', 'there is nothing to split; name the files under data.all', { path: 'split' });
  }
  const other = train ? 'train' : test ? 'test' : undefined;
  if (other) reject('data/split', `all and ${other} both name samples; write all with split, or train and test`);
  if (split === undefined) {
    reject('data/split', 'all needs a split; write for example split: { test: 20% }', { path: 'all' });
  }
}

function setsOf(
  named: readonly { readonly set: string }[],
  sets: readonly StoredSet[],
): Partial<Readonly<Record<'train' | 'test', StoredSet>>> {
  const [test, train] = ['test', 'train'].map((name) => sets.find((_, i) => named[i].set === name));
  return { train, test };
}

/** Before features are computed, which takes long; an empty set is told of later. Inside an `attempt`. */
function groupSides({ x, origins }: RawSet, { split }: DataParams): Sides | undefined {
  return split && x.shape[0] > 0 ? must(under('split', sidesOfGroups(origins, split))) : undefined;
}

function splitWhole(whole: StoredSet, sides: Sides | undefined, { split }: DataParams): SplitSets {
  if (!split) throw new Error('checkSplit lets this through');
  return splitSet(whole, sides ?? must(under('split', sidesOfSamples(whole, split))));
}

/** Both sets' names of the classes, in the order of their numbers; none without data. */
export function classesOf({ train, test }: DataSets): readonly string[] {
  return (test ?? train)?.classes ?? [];
}

/** Both sets'; undefined without data. */
export function normalisationOf({ train, test }: DataSets): Normalisation | undefined {
  return (test ?? train)?.normalisation;
}

/** A set as its files hold it. */
interface RawSet extends RawAnswers {
  readonly x: SampleArray;
  readonly origins?: readonly string[];
  readonly recordings?: ArrayLike<number>;
  readonly rate?: number;
  /** From one sample to the next. */
  readonly seconds?: number;
  readonly files?: readonly string[];
  readonly features?: PreparedFeatures;
  readonly digest: string;
}

interface SetContext {
  readonly read: ReadFile;
  readonly readers: Readers;
  readonly task: Task;
  readonly params: DataParams;
  readonly newWriter: NewSampleWriter;
}

function readSet(section: SetParams, { read, readers, task, params, newWriter }: SetContext): Promise<Outcome<RawSet>> {
  return attemptLater(async () => {
    const { name, entry, value } = must(chooseOne(readers, section, { what: 'a data set', code: 'data/format' }));
    const named = filesOf(readers, section);
    const outcomes = named.map(async ({ path, key }) => under(key, await read(path)));
    const files = mustAll(await Promise.all(outcomes));
    const folders = folderReads(read);
    const question = { wanted: wantedBy(task, params), readEach: folders.readEach, newWriter };
    // Before the digest, which takes seconds for a gigabyte of anything.
    const samples = must(under(name, await attemptLater(async () => entry.read(files, value, section, question))));
    const digest = await digestOfFiles(
      await Promise.all(files.map((file, i) => folders.contentOf(named[i].path, file))),
    );
    if (section.sha256 !== undefined && section.sha256 !== digest) {
      const message = `the data has SHA-256 ${digest}, kd.yaml pins ${section.sha256}; was the file changed?`;
      reject('data/sha256', message, { path: 'sha256' });
    }
    const answers = must(rawAnswersOf(samples, task, params));
    if (samples.x.shape.length < 2) {
      const missing = 'the first dimension counts them, a second is missing';
      reject('data/shape', `the samples have shape ${describeShape(samples.x.shape)}; ${missing}`);
    }
    const { origins, recordings, rate, step = samples.x.shape[1], files: fileOfSample } = samples;
    const seconds = rate === undefined ? undefined : step / rate;
    if (origins && origins.length !== samples.x.shape[0]) {
      const counts = `there are ${samples.x.shape[0]} samples and ${origins.length} groups`;
      reject('data/count', `${counts}; both must be the same number`);
    }
    return { ...answers, x: samples.x, origins, recordings, rate, seconds, files: fileOfSample, digest };
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

/** What kd.yaml's `features:` makes of the samples; as they are where it has none. */
function withFeatures(set: RawSet, { features }: DataParams, hooks: ExtractionHooks): Outcome<RawSet> {
  if (!features) return done(set);
  const extracted = attempt(() => {
    const prepared = must(prepareFeatures(features, FEATURES, set, hooks));
    return { ...set, x: must(extractAll(prepared, set, hooks)), features: prepared };
  });
  return under('features', extracted);
}

/** Features of both sets are the same only at the same rate. */
function checkRates(sets: readonly RawSet[]): void {
  const rates = new Set(sets.flatMap(({ features }) => features?.extractor.rate ?? []));
  if (rates.size < 2) return;
  const found = `the sets have ${[...rates].join(' and ')} values a second`;
  reject('data/features', `${found}; features need the same rate for both`, { path: 'features' });
}

/** Inside an `attempt`. */
function finish(raw: RawSet, answers: DatasetAnswers, params: DataParams, task: Task): StoredSet {
  const { x, files, digest } = raw;
  const { seconds = raw.seconds } = params;
  const count = x.shape[0];
  if (count === 0) reject('data/empty', 'the set has no samples');
  const streams = params.stream && {
    params: params.stream,
    recordings: recordingsOf(count, raw.recordings, raw.origins),
  };
  const set = {
    count,
    shape: sampleShape(x.shape.slice(1), params.shape),
    values: storable(x),
    ...(task !== DEFAULT_TASK && { task }),
    ...answers,
    ...(streams && { streams }),
    ...(files && { files }),
    ...(seconds !== undefined && { seconds }),
    digest,
  };
  if (streams) checkStreams(set, streams);
  return set;
}

function findNormalisation({ normalize }: DataParams, train: StoredSet | undefined): Normalisation {
  const { subtract, divide, standardize } = normalize;
  if (standardize === undefined) return { subtract, multiply: 1 / divide };
  if (!train) throw new Error('checkStandardize lets this through');
  return standardOf(standardize, train.values, train.shape);
}

/** Before anything is read. Inside an `attempt`. */
function checkStandardize({ normalize, train, all }: DataParams): void {
  const { subtract, divide, standardize } = normalize;
  if (standardize === undefined) return;
  const path = 'normalize.standardize';
  if (subtract !== 0 || divide !== 1) {
    reject('data/standardize', 'standardize finds what to subtract and to divide by; remove both, or it', { path });
  }
  if (!train && !all) {
    const message = 'standardize takes mean and deviation of the training set; name one under "data: train:"';
    reject('data/standardize', `${message}, or write subtract and divide`, { path });
  }
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
function storable({ values, dtype }: SampleArray): Values | StoredValues {
  // Checked as they were written.
  if (isStored(values)) return values;
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return values;
  if (dtype === 'int64' && values.every((v) => Math.abs(v) < 2 ** 31)) return Int32Array.from(values);
  const narrow = values instanceof Float32Array ? values : Float32Array.from(values);
  const wrong = narrow.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    reject('data/not-finite', `value ${wrong} of the samples is ${values[wrong]}; all must be finite in float32`);
  }
  return narrow;
}

function checkAlike(train: StoredSet, test: StoredSet): void {
  const [outputs, others] = [train, test].map(outputsOf);
  if (sameShape(train.shape, test.shape)) {
    if (outputs === others) return;
    reject('data/shape', `a sample has ${outputs} targets in train and ${others} in test; both must be the same`);
  }
  const shapes = `${describeShape(train.shape)} in train and ${describeShape(test.shape)} in test`;
  reject('data/shape', `a sample is ${shapes}; both must be the same`);
}

/** `samples` indices spread evenly over 0 .. count - 1, all of them when there are no more. */
function spread(count: number, samples: number): Int32Array {
  const length = Math.min(count, samples);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * count) / length));
}
