// CSV files: one sample a row, one column the label or several its targets, the others its values.
import type { FromSchema } from 'json-schema-to-ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import type { Reader, WantedAnswers } from '../reader.ts';
import { csvText, DELIMITER, type Decimal, MOST_CSV_BYTES, numberIn } from './csv-text.ts';
import { eachRow } from './rows.ts';

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
    delimiter: DELIMITER,
    decimal: {
      enum: ['.', ','],
      default: '.',
      description: 'What parts a number from its fraction; with "," the delimiter is another, mostly ";".',
    },
    group: {
      anyOf: COLUMN,
      description: 'The column that says what belongs together, such as a person: for data.split, and no value.',
    },
  },
} as const;

export type CsvParams = FromSchema<typeof SCHEMA>;
type CsvOptions = Pick<CsvParams, 'header' | 'label' | 'delimiter'> & Partial<Pick<CsvParams, 'decimal' | 'group'>>;

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
  /** Of the column `group`. */
  readonly origins?: readonly string[];
}

/** As many as data.classes may name. */
const MOST_LABELS = 65536;

/** Problems name row and column, counted from 1 as editors do: `data/csv`, `data/csv-label`, `data/csv-number`. */
export function readCsv(
  bytes: Uint8Array,
  { header, label, delimiter, decimal = '.', group }: CsvOptions,
  wanted: WantedAnswers = 'classes',
): Outcome<CsvSamples> {
  return attempt(() => {
    const text = csvText(bytes);
    if (decimal === delimiter) {
      reject('data/csv', `${quote(decimal)} can't part both cells and fractions; write delimiter: ";"`, {
        path: 'decimal',
      });
    }
    if (Array.isArray(label) && wanted !== 'numbers') {
      const advice = 'name one, or write task: multi-label or task: regression';
      reject('data/csv-label', `a class is told by one column, and label names a list; ${advice}`, { path: 'label' });
    }
    const labels = labelReader();
    const [values, targets] = [growingTable(decimal), growingTable(decimal)];
    const origins: string[] = [];
    let [rows, columns]: [number, Columns] = [0, { answers: [], values: [] }];
    let names: readonly string[] | undefined;
    eachRow(text, delimiter, (row, line) => {
      rows++;
      if (rows === 1) {
        columns = columnsOf(row, header, label, group);
        if (header) checkNames(row);
        if (header) names = columns.answers.map((column) => row[column].trim());
        if (header) return;
      }
      values.add(row, line, columns.values);
      if (columns.group !== undefined) origins.push(row[columns.group].trim());
      if (wanted === 'numbers') targets.add(row, line, columns.answers);
      else labels.add(row[columns.answers[0]], line);
    });
    const count = rows - (header ? 1 : 0);
    if (count < 1) return reject('data/csv', 'the CSV file has no rows of samples');
    const x = values.array(count);
    const answers = wanted === 'numbers' ? { y: targets.array(count), names } : { y: labels.all };
    return { x, ...answers, ...(columns.group !== undefined && { origins }) };
  });
}

/** By their numbers. */
interface Columns {
  readonly answers: readonly number[];
  readonly values: readonly number[];
  readonly group?: number;
}

function columnsOf(
  first: readonly string[],
  header: boolean,
  label: CsvParams['label'],
  group: CsvParams['group'],
): Columns {
  if (first.length < 2) {
    reject('data/csv', 'the CSV file has only one column; a label and at least one value are needed');
  }
  const byName = new Map(header ? first.map((cell, column) => [cell.trim(), column] as const).reverse() : []);
  const chosen = new Set<number>();
  const find = (one: string | number, what: string): number => {
    const column = typeof one === 'number' ? one : byName.get(one);
    if (column !== undefined && column < first.length) return column;
    const columns = header ? quoteNames(first) : `0 to ${first.length - 1}`;
    const wanted = typeof one === 'number' ? one : quote(one);
    return reject('data/csv-label', `the CSV file has no column ${wanted} for the ${what}; there are ${columns}`);
  };
  for (const one of [label].flat()) {
    const column = find(one, 'label');
    if (chosen.has(column)) reject('data/csv-label', `the label names the column ${quote(first[column])} twice`);
    chosen.add(column);
  }
  const groupColumn = group === undefined ? undefined : find(group, 'group');
  const values = [...first.keys()].filter((column) => !chosen.has(column) && column !== groupColumn);
  if (values.length === 0) reject('data/csv', 'all columns of the CSV file are labels; at least one value is needed');
  return { answers: [...chosen], values, ...(groupColumn !== undefined && { group: groupColumn }) };
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
function growingTable(decimal: Decimal) {
  let values = new Float32Array(2 ** 16);
  let used = 0;
  return {
    add(row: readonly string[], line: number, columns: readonly number[]) {
      if (used + columns.length > values.length) values = widened(values, used + columns.length);
      for (const column of columns) values[used++] = numberIn(row[column], line, column + 1, decimal);
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
