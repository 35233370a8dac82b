// CSV files: one sample a row, one column the label or several its targets, the others its values.
import type { FromSchema } from 'json-schema-to-ts';
import { kindOf } from '../../base/file-kind.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import type { Reader, WantedAnswers } from '../reader.ts';
import { eachRow } from './rows.ts';

/** Room for MNIST as text (110 MB); what is read is some times as large in memory while it is taken apart. */
const MOST_CSV_BYTES = 2 ** 27;

const COLUMN = [
  { type: 'string', minLength: 1, maxLength: 256 },
  { type: 'integer', minimum: 0, maximum: 1000000 },
] as const;

const SCHEMA = {
  type: 'object',
  description: 'A CSV file, one sample a row.',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: { ...PATH, description: 'The file.' },
    label: {
      anyOf: [...COLUMN, { type: 'array', minItems: 1, maxItems: 4096, items: { anyOf: COLUMN } }],
      default: 0,
      description:
        "The label's column: its name in the header, or its number from 0. Of the tasks multi-label and regression " +
        'also a list of columns, one an output.',
    },
    header: { type: 'boolean', default: true, description: 'Whether the first row holds names.' },
    delimiter: { type: 'string', minLength: 1, maxLength: 1, default: ',', description: 'Between cells.' },
  },
} as const;

export type CsvParams = FromSchema<typeof SCHEMA>;

export const csv = {
  schema: SCHEMA,
  mostBytes: MOST_CSV_BYTES,
  files: ({ file }: CsvParams) => ({ file }),
  read: ([file], params: CsvParams, _, { wanted }) => must(readCsv(file, params, wanted)),
} satisfies Reader;

export interface CsvSamples {
  /** [rows, columns without the answers'] float32 */
  readonly x: NumberArray;
  /** The label's column as written: class names or numbers. Where numbers are wanted, [rows, answers] float32. */
  readonly y: readonly string[] | NumberArray;
  /** Of the columns of y. */
  readonly names?: readonly string[];
}

/** As many as data.classes may name. */
const MOST_LABELS = 65536;

/** Problems name row and column, counted from 1 as editors do: `data/csv`, `data/csv-label`, `data/csv-number`. */
export function readCsv(
  bytes: Uint8Array,
  { header, label, delimiter }: Omit<CsvParams, 'file'>,
  wanted: WantedAnswers = 'classes',
): Outcome<CsvSamples> {
  return attempt(() => {
    const text = textOf(bytes);
    if (Array.isArray(label) && wanted !== 'numbers') {
      const advice = 'name one, or write task: multi-label or task: regression';
      reject('data/csv-label', `a class is told by one column, and label names a list; ${advice}`, { path: 'label' });
    }
    const labels = labelReader();
    const [values, targets] = [growingTable(), growingTable()];
    let [rows, columns]: [number, Columns] = [0, { answers: [], values: [] }];
    let names: readonly string[] | undefined;
    eachRow(text, delimiter, (row, line) => {
      rows++;
      if (rows === 1) {
        columns = columnsOf(row, header, label);
        if (header) checkNames(row);
        if (header) names = columns.answers.map((column) => row[column].trim());
        if (header) return;
      }
      values.add(row, line, columns.values);
      if (wanted === 'numbers') targets.add(row, line, columns.answers);
      else labels.add(row[columns.answers[0]], line);
    });
    const count = rows - (header ? 1 : 0);
    if (count < 1) return reject('data/csv', 'the CSV file has no rows of samples');
    const x = values.array(count);
    return wanted === 'numbers' ? { x, y: targets.array(count), names } : { x, y: labels.all };
  });
}

/** Bytes of something else could read as one long cell, and other encodings than UTF-8 make different names equal. */
function textOf(bytes: Uint8Array): string {
  if (bytes.length > MOST_CSV_BYTES) {
    reject('data/too-large', `the CSV file has ${bytes.length} bytes; at most ${MOST_CSV_BYTES} are read, use npz`);
  }
  const kind = bytes.length > 0 ? kindOf(bytes) : undefined;
  if (kind !== undefined) reject('data/csv', `not a CSV file: it is ${kind}`);
  const zero = bytes.indexOf(0);
  if (zero >= 0) reject('data/csv', `not a CSV file: byte ${zero} is 0, which no text holds; save it as UTF-8`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return reject('data/csv', 'the CSV file is not UTF-8; save it as UTF-8');
  }
}

/** By their numbers. */
interface Columns {
  readonly answers: readonly number[];
  readonly values: readonly number[];
}

function columnsOf(first: readonly string[], header: boolean, label: CsvParams['label']): Columns {
  if (first.length < 2) {
    reject('data/csv', 'the CSV file has only one column; a label and at least one value are needed');
  }
  const byName = new Map(header ? first.map((cell, column) => [cell.trim(), column] as const).reverse() : []);
  const chosen = new Set<number>();
  for (const one of [label].flat()) {
    const column = typeof one === 'number' ? one : byName.get(one);
    if (column === undefined || column >= first.length) {
      const columns = header ? quoteNames(first) : `0 to ${first.length - 1}`;
      const wanted = typeof one === 'number' ? one : quote(one);
      return reject('data/csv-label', `the CSV file has no column ${wanted} for the label; there are ${columns}`);
    }
    if (chosen.has(column)) reject('data/csv-label', `the label names the column ${quote(first[column])} twice`);
    chosen.add(column);
  }
  const values = [...first.keys()].filter((column) => !chosen.has(column));
  if (values.length === 0) reject('data/csv', 'all columns of the CSV file are labels; at least one value is needed');
  return { answers: [...chosen], values };
}

/** Which of two columns would be meant is nowhere said. */
function checkNames(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header.map((cell) => cell.trim())) {
    if (seen.has(name)) {
      const isNumber = name !== '' && Number.isFinite(Number(name));
      const advice = isNumber ? 'if the first row is a sample, write header: false' : 'give each column its own name';
      reject('data/csv', `the CSV file has two columns ${quote(name)}; ${advice}`);
    }
    seen.add(name);
  }
}

/** Labels without the spaces around them; two that only these tell apart are a mistake. */
function labelReader() {
  const all: string[] = [];
  const written = new Map<string, { readonly name: string; readonly cell: string; readonly row: number }>();
  return {
    all,
    add(cell: string, row: number) {
      const name = cell.trim();
      const before = written.get(name);
      if (before === undefined) {
        written.set(name, { name, cell, row });
        if (written.size > MOST_LABELS) {
          const advice = "is another column the label's?";
          reject('data/csv-label', `there are more than ${MOST_LABELS} different labels up to line ${row}; ${advice}`);
        }
      } else if (before.cell !== cell) {
        const both = `line ${before.row} and line ${row} have the labels ${quote(before.cell)} and ${quote(cell)}`;
        reject('data/csv-label', `${both}, which only spaces tell apart; write them alike`);
      }
      // One text for all rows of a class.
      all.push(before?.name ?? name);
    },
  };
}

/** Rows of numbers, as many as come. */
function growingTable() {
  let values = new Float32Array(2 ** 16);
  let used = 0;
  return {
    add(row: readonly string[], line: number, columns: readonly number[]) {
      if (used + columns.length > values.length) values = widened(values, used + columns.length);
      for (const column of columns) values[used++] = numberOf(row[column], line, column + 1);
    },
    array: (rows: number): NumberArray => {
      return { shape: [rows, used / rows], dtype: 'float32', values: values.slice(0, used) };
    },
  };
}

/** The same values with room for at least so many. */
function widened(values: Float32Array, least: number): Float32Array<ArrayBuffer> {
  const wide = new Float32Array(Math.max(least, 2 * values.length));
  wide.set(values);
  return wide;
}

function numberOf(cell: string, row: number, column: number): number {
  const value = cell.trim() === '' ? Number.NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  return reject('data/csv-number', `row ${row}, column ${column}: ${quote(cell)} is not a number`);
}
