// CSV files: one sample a row, one column the label, the others its values.
import type { FromSchema } from 'json-schema-to-ts';
import { kindOf } from '../../base/file-kind.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import type { Reader } from '../reader.ts';
import { eachRow } from './rows.ts';

/** Room for MNIST as text (110 MB); what is read is some times as large in memory while it is taken apart. */
const MOST_CSV_BYTES = 2 ** 27;

const SCHEMA = {
  type: 'object',
  description: 'A CSV file, one sample a row.',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: { ...PATH, description: 'The file.' },
    label: {
      anyOf: [
        { type: 'string', minLength: 1, maxLength: 256 },
        { type: 'integer', minimum: 0, maximum: 1000000 },
      ],
      default: 0,
      description: "The label's column: its name in the header, or its number from 0.",
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
  read: ([file], params: CsvParams) => must(readCsv(file, params)),
} satisfies Reader;

export interface CsvSamples {
  /** [rows, columns - 1] float32 */
  readonly x: NumberArray;
  /** The label's column as written: class names or numbers. */
  readonly y: readonly string[];
}

/** As many as data.classes may name. */
const MOST_LABELS = 65536;

/** Problems name row and column, counted from 1 as editors do: `data/csv`, `data/csv-label`, `data/csv-number`. */
export function readCsv(bytes: Uint8Array, { header, label, delimiter }: Omit<CsvParams, 'file'>): Outcome<CsvSamples> {
  return attempt(() => {
    const text = textOf(bytes);
    const labels = labelReader();
    let values = new Float32Array(2 ** 16);
    let [rows, width, column] = [0, 0, -1];
    eachRow(text, delimiter, (row, line) => {
      rows++;
      if (rows === 1) {
        column = labelColumn(row, header, label);
        width = row.length - 1;
        if (header) checkNames(row);
        if (header) return;
      }
      const at = labels.all.length * width;
      if (at + width > values.length) values = widened(values, at + width);
      readValues(row, column, line, values, at);
      labels.add(row[column], line);
    });
    const count = labels.all.length;
    if (count === 0) return reject('data/csv', 'the CSV file has no rows of samples');
    return { x: { shape: [count, width], dtype: 'float32', values: values.slice(0, count * width) }, y: labels.all };
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

function labelColumn(first: readonly string[], header: boolean, label: string | number): number {
  if (first.length < 2) {
    reject('data/csv', 'the CSV file has only one column; a label and at least one value are needed');
  }
  const column = typeof label === 'number' ? label : header ? first.findIndex((name) => name.trim() === label) : -1;
  if (column >= 0 && column < first.length) return column;
  const columns = header ? quoteNames(first) : `0 to ${first.length - 1}`;
  const wanted = typeof label === 'number' ? label : quote(label);
  return reject('data/csv-label', `the CSV file has no column ${wanted} for the label; there are ${columns}`);
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

/** Writes a row's numbers from `at` on. */
function readValues(row: readonly string[], label: number, number: number, values: Float32Array, at: number): void {
  let to = at;
  for (let column = 0; column < row.length; column++) {
    if (column !== label) values[to++] = numberOf(row[column], number, column + 1);
  }
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
