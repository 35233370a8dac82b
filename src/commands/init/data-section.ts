// What lies in a folder or a file of data, as a `data:` section of kd.yaml.

import { readListing } from '../../base/listing.ts';
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { ReadFile } from '../../base/read-file.ts';
import { listNpz } from '../../data/readers/npz.ts';
import { readWav } from '../../data/sound/wav.ts';
import { type SampleKind, yamlText } from './draft.ts';

export interface FoundData {
  readonly kind: SampleKind;
  /** Lines below `data:`. */
  readonly lines: readonly string[];
}

/** Files of one kind in a folder, by their endings; the kind that most files have counts. */
const ENDINGS = {
  wav: /\.wav$/i,
  images: /\.(png|jpe?g)$/i,
  csv: /\.csv$/i,
  npz: /\.npz$/i,
  tfrecord: /tfrecord/i,
} as const;
type FileKind = keyof typeof ENDINGS;
const KINDS = Object.keys(ENDINGS) as readonly FileKind[];

const TRAIN = /(^|[/_.-])(train|training)([/_.-]|$)/i;
const TEST = /(^|[/_.-])(test|testing|val|valid|validation)([/_.-]|$)/i;
const SHARE = '20%';

/** `path`: as kd.yaml will name it, a folder with a `/` at its end. Problems: `init/data`, and those of the files. */
export function findData(path: string, read: ReadFile): Promise<Outcome<FoundData>> {
  return attemptLater(async () => {
    const names = path.endsWith('/') ? readListing(must(await read(path))) : [path];
    const folder = path.endsWith('/') ? path : '';
    const count = (kind: FileKind) => names.filter((name) => ENDINGS[kind].test(name)).length;
    const kind = KINDS.reduce((most, other) => (count(other) > count(most) ? other : most));
    if (count(kind) === 0) {
      const known = 'known are .npz, .csv, .wav, .png, .jpg and TFRecord';
      return reject('init/data', `${quote(path)} holds no data that is known; ${known}`);
    }
    const own = names.filter((name) => ENDINGS[kind].test(name));
    const files: Files = { folder, names: own, read };
    if (kind === 'wav' || kind === 'images') return must(await samplesInFiles(kind, files));
    return must(await FINDERS[kind](files));
  });
}

interface Files {
  readonly folder: string;
  readonly names: readonly string[];
  readonly read: ReadFile;
}

const FINDERS: Readonly<Record<'csv' | 'npz' | 'tfrecord', (files: Files) => Promise<Outcome<FoundData>>>> = {
  csv: findCsv,
  npz: findNpz,
  tfrecord: async ({ folder, names }) => {
    const place = folder === '' ? `file: ${yamlText(names[0])}` : `folder: ${yamlText(folder)}`;
    const sets = splitLines(`tfrecord: { ${place}, x: image_raw, y: label }`, 'sample');
    return { ok: true, value: { kind: 'table', lines: [...sets, 'normalize: { standardize: channel }'] } };
  },
};

/** One set for both sides, split by a hash. */
function splitLines(reader: string, by: 'group' | 'sample'): readonly string[] {
  return [`all: { ${reader} }`, `split: { by: ${by}, test: ${SHARE} }`];
}

/** Names of train and test, where each fits one of them. */
function sides(names: readonly string[]): { readonly train: string; readonly test: string } | undefined {
  const train = names.find((name) => TRAIN.test(name));
  const test = names.find((name) => TEST.test(name) && !TRAIN.test(name));
  return train !== undefined && test !== undefined ? { train, test } : undefined;
}

/** Of sound and of pictures: one file is one sample. */
function samplesInFiles(kind: 'wav' | 'images', { folder, names, read }: Files): Promise<Outcome<FoundData>> {
  return attemptLater(async () => {
    if (folder === '') reject('init/data', `${quote(names[0])} is one file; name the folder that it lies in`);
    const folders = new Set(names.filter((name) => name.includes('/')).map((name) => name.split('/')[0]));
    const both = sides([...folders]);
    const below = both ? names.map((name) => name.split('/').slice(1).join('/')) : names;
    const pattern = patternOf(below);
    const how = kind === 'wav' ? await soundOf(folder, names, read) : PICTURES;
    const named = pattern ? `, pattern: ${JSON.stringify(pattern)}` : '';
    const reader = (place: string) => `${kind}: { folder: ${yamlText(place)}, ${how.settings}${named} }`;
    const sets = both
      ? [`train: { ${reader(`${folder}${both.train}`)} }`, `test: { ${reader(`${folder}${both.test}`)} }`]
      : splitLines(reader(folder), 'group');
    return { kind: kind === 'wav' ? 'sound' : 'pictures', lines: [...sets, ...how.lines] };
  });
}

/** Of files that lie in no folder of a class: the label stands in front of the first `_` or `-`. Inside an
 * `attempt`. */
function patternOf(names: readonly string[]): string | undefined {
  if (names.every((name) => name.includes('/'))) return undefined;
  const separator = ['_', '-'].find((mark) => names.every((name) => name.split('/').at(-1)?.slice(1).includes(mark)));
  if (separator === undefined) {
    reject(
      'init/data',
      'the files lie in no folders of classes, and their names hold no "_"; move each class to a folder',
    );
  }
  const ending = names[0].slice(names[0].lastIndexOf('.'));
  return `{label}${separator}{*}${names.every((name) => name.endsWith(ending)) ? ending : ''}`;
}

/** Enough to see how long they are. */
const MOST_LOOKED_AT = 50;

async function soundOf(folder: string, names: readonly string[], read: ReadFile) {
  const step = Math.max(1, Math.floor(names.length / MOST_LOOKED_AT));
  const lengths: number[] = [];
  let rate = 0;
  for (let i = 0; i < names.length && lengths.length < MOST_LOOKED_AT; i += step) {
    const recording = must(readWav(must(await read(folder + names[i]))));
    rate = Math.max(rate, recording.rate);
    lengths.push(recording.values.length / recording.channels / recording.rate);
  }
  lengths.sort((a, b) => a - b);
  const most = lengths[Math.floor(0.95 * (lengths.length - 1))];
  const heard = Math.min(rate, 16000);
  const seconds = Math.min(4, Math.max(0.5, Math.ceil(most * 2) / 2));
  return {
    settings: `rate: ${heard}, seconds: ${seconds}`,
    lines: [
      `features: { mfcc: { rate: ${heard}, frame: 40 ms, step: 20 ms, upper: ${Math.min(4000, heard / 2)} Hz } }`,
      'normalize: { standardize: bin }',
    ],
  };
}

const PICTURES = { settings: 'size: [32, 32], channels: 1', lines: ['normalize: { divide: 255 }'] } as const;

/** A row a sample, or, where there are several files that are no train and test, recordings. */
function findCsv({ folder, names, read }: Files): Promise<Outcome<FoundData>> {
  return attemptLater(async () => {
    const both = sides(names);
    const first = both?.train ?? names[0];
    const bytes = must(await read(folder + first));
    if (both || names.length === 1) {
      const { settings, isSeries } = headOf(bytes);
      const reader = (name: string) => `csv: { file: ${yamlText(folder + name)}, ${settings} }`;
      const sets = both
        ? [`train: { ${reader(both.train)} }`, `test: { ${reader(both.test)} }`]
        : splitLines(reader(first), isSeries ? 'group' : 'sample');
      if (isSeries) return { kind: 'series', lines: [...sets, 'normalize: { standardize: channel }'] };
      return { kind: 'table', lines: [...sets, 'normalize: { standardize: feature }'] };
    }
    const pattern = patternOf(names) ?? '{label}/{*}';
    const how = `${windowsFor(linesOf(bytes).length - 1)}, pattern: ${JSON.stringify(pattern)}${delimiterOf(bytes)}`;
    const reader = `csv: { folder: ${yamlText(folder)}, ${how} }`;
    return { kind: 'series', lines: [...splitLines(reader, 'group'), 'normalize: { standardize: channel }'] };
  });
}

const USUAL_WINDOW = 128;
const LEAST_WINDOW = 8;

/** The usual window, or the largest power of two that fits into a recording of so many rows. */
function windowsFor(rows: number): string {
  let window = USUAL_WINDOW;
  while (window > rows && window > LEAST_WINDOW) window /= 2;
  return `window: ${window}, stride: ${window / 2}`;
}

/** Enough to see how long recordings are. */
const MOST_LOOKED_AT_BYTES = 4 * 1024 * 1024;

function linesOf(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, MOST_LOOKED_AT_BYTES));
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function firstLines(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes.subarray(0, 65536)).split(/\r?\n/).slice(0, 3);
}

/** A comma between digits is a decimal one where cells end at semicolons. */
function delimiterOf(bytes: Uint8Array): string {
  const [head, row = ''] = firstLines(bytes);
  if (!head.includes(';')) return '';
  return /(^|;)\s*-?\d+,\d+\s*(;|$)/.test(row || head) ? ', delimiter: ";", decimal: ","' : ', delimiter: ";"';
}

const LABEL_NAMES = /^"?(label|labels|class|target|y|activity|category)"?$/i;

interface Head {
  /** Behind the file's name. */
  readonly settings: string;
  readonly isSeries: boolean;
}

/**
 * How a file is read: header, label and delimiter. Without a name that says it, the label is the column of texts. Rows
 * that have the same text in another column are moments of one recording.
 */
function headOf(bytes: Uint8Array): Head {
  const more = delimiterOf(bytes);
  const cellsOf = (line = '') => line.split(more === '' ? ',' : ';').map((cell) => cell.trim());
  const isNumber = (cell: string) =>
    cell !== '' && Number.isFinite(Number(more === '' ? cell : cell.replace(',', '.')));
  const [cells, row, next] = firstLines(bytes).map(cellsOf);
  if (cells.every(isNumber)) return { settings: `header: false, label: 0${more}`, isSeries: false };
  const isText = (i: number) => row?.[i] !== undefined && row[i] !== '' && !isNumber(row[i]);
  const named = cells.findIndex((cell) => LABEL_NAMES.test(cell));
  const label = named < 0 ? cells.findIndex((_, i) => isText(i)) : named;
  const name = (i: number) => JSON.stringify(cells[i].replaceAll('"', ''));
  const settings = `label: ${label < 0 ? 0 : name(label)}${more}`;
  const group = cells.findIndex((_, i) => i !== label && isText(i) && row[i] === next?.[i]);
  if (label < 0 || group < 0) return { settings, isSeries: false };
  const rows = linesOf(bytes).slice(1).map(cellsOf);
  const first = rows.filter((own) => own[group] === row[group]);
  const isValue = (i: number) => i !== label && isNumber(row[i] ?? '') && !isClock(first.map((own) => own[i]));
  const columns = cells.flatMap((_, i) => (isValue(i) ? [name(i)] : []));
  const windows = `${windowsFor(medianRows(rows.map((own) => own[group])))}, columns: [${columns.join(', ')}]`;
  return { settings: `${windows}, ${settings}, group: ${name(group)}`, isSeries: true };
}

const LEAST_TICKS = 8;

/** Whether a column counts time or rows: the same step from each row of a recording to the next. */
function isClock(cells: readonly (string | undefined)[]): boolean {
  const values = cells.map(Number);
  const step = values[1] - values[0];
  return (
    values.length >= LEAST_TICKS &&
    step > 0 &&
    values.every((value, i) => i === 0 || Math.abs(value - values[i - 1] - step) < 1e-6 * step)
  );
}

/** Of the recordings that rows belong to. */
function medianRows(recordings: readonly (string | undefined)[]): number {
  const counts = new Map<string | undefined, number>();
  for (const recording of recordings) counts.set(recording, (counts.get(recording) ?? 0) + 1);
  const sorted = [...counts.values()].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? USUAL_WINDOW;
}

const [X_NAMES, Y_NAMES] = [
  ['x', 'X', 'data', 'images', 'features', 'arr_0'],
  ['y', 'Y', 'labels', 'label', 'targets', 'arr_1'],
] as const;

function findNpz({ folder, names, read }: Files): Promise<Outcome<FoundData>> {
  return attemptLater(async () => {
    const both = sides(names);
    const first = both?.train ?? names[0];
    const arrays = must(listNpz(must(await read(folder + first))));
    const has = (name: string) => arrays.includes(name);
    const reader = (name: string, x: string, y: string) => {
      const named = x === 'x' && y === 'y' ? '' : `, x: ${x}, y: ${y}`;
      return `npz: ${yamlText(folder + name)}${named}`;
    };
    const normal = 'normalize: { standardize: channel }';
    if (['x_train', 'y_train', 'x_test', 'y_test'].every(has)) {
      const lines = [
        `train: { ${reader(first, 'x_train', 'y_train')} }`,
        `test: { ${reader(first, 'x_test', 'y_test')} }`,
      ];
      return { kind: 'pictures', lines: [...lines, normal] };
    }
    const [x, y] = [X_NAMES.find(has), Y_NAMES.find(has)];
    if (x === undefined || y === undefined) {
      reject('init/data', `${quote(folder + first)} has no arrays x and y; it has ${quote(arrays.join(', '))}`);
    }
    const sets = both
      ? [`train: { ${reader(both.train, x, y)} }`, `test: { ${reader(both.test, x, y)} }`]
      : splitLines(reader(first, x, y), 'sample');
    return { kind: 'pictures', lines: [...sets, normal] };
  });
}
