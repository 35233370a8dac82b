// CSV files: one sample a row, one column the label, the others its values.
import { CsvError, parse } from 'csv-parse/sync';
import type { FromSchema } from 'json-schema-to-ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import type { NumberArray } from '../array.ts';
import type { Reader } from '../reader.ts';

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
  files: ({ file }: CsvParams) => ({ file }),
  read: ([file], params: CsvParams) => must(readCsv(file, params)),
} satisfies Reader;

export interface CsvSamples {
  /** [rows, columns - 1] float32 */
  readonly x: NumberArray;
  /** The label's column as written: class names or numbers. */
  readonly y: readonly string[];
}

const MOST_BYTES = 2 ** 28;
const MOST_ROWS = 10_000_000;
const MOST_COLUMNS = 1_000_000;

/** Problems name row and column, counted from 1 as editors do: `data/csv`, `data/csv-label`, `data/csv-number`. */
export function readCsv(bytes: Uint8Array, { header, label, delimiter }: Omit<CsvParams, 'file'>): Outcome<CsvSamples> {
  return attempt(() => {
    const rows = parseRows(bytes, delimiter);
    const first = rows[0];
    if (!first || rows.length === (header ? 1 : 0)) return reject('data/csv', 'the CSV file has no rows of samples');
    const column = labelColumn(first, header, label);
    const samples = header ? rows.slice(1) : rows;
    const width = first.length - 1;
    if (width < 1) reject('data/csv', 'the CSV file has only one column; a label and at least one value are needed');
    if (width > MOST_COLUMNS || rows.length > MOST_ROWS) reject('data/too-large', 'the CSV file is too large');
    const values = new Float32Array(samples.length * width);
    samples.forEach((row, r) => {
      let at = r * width;
      row.forEach((cell, c) => {
        if (c !== column) values[at++] = numberOf(cell, r + (header ? 2 : 1), c + 1);
      });
    });
    const y = samples.map((row) => row[column].trim());
    return { x: { shape: [samples.length, width], dtype: 'float32', values }, y };
  });
}

function parseRows(bytes: Uint8Array, delimiter: string): string[][] {
  if (bytes.length > MOST_BYTES) {
    reject('data/too-large', `the CSV file has ${bytes.length} bytes; at most ${MOST_BYTES} are read, use npz`);
  }
  try {
    return parse(new TextDecoder().decode(bytes), { delimiter, skip_empty_lines: true, bom: true });
  } catch (error) {
    if (error instanceof CsvError) return reject('data/csv', `the CSV file can't be read: ${error.message}`);
    throw error;
  }
}

function labelColumn(first: readonly string[], header: boolean, label: string | number): number {
  const column = typeof label === 'number' ? label : header ? first.findIndex((name) => name.trim() === label) : -1;
  if (column >= 0 && column < first.length) return column;
  const columns = header ? first.slice(0, 20).join(', ') : `0 to ${first.length - 1}`;
  return reject(
    'data/csv-label',
    `the CSV file has no column ${JSON.stringify(label)} for the label; there are ${columns}`,
  );
}

function numberOf(cell: string, row: number, column: number): number {
  const value = cell.trim() === '' ? Number.NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  return reject('data/csv-number', `row ${row}, column ${column}: "${cell.slice(0, 40)}" is not a number`);
}
