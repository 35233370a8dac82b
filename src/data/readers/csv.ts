// CSV files: one sample a row, one column the label or several its targets, the others its values.
import type { FromSchema } from 'json-schema-to-ts';
import { folderPath, readListing } from '../../base/listing.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import { readFiles } from '../folder-reads.ts';
import { NAME_PROPERTIES } from '../name-pattern.ts';
import type { Question, Reader, Samples, WantedAnswers } from '../reader.ts';
import { WINDOW_PROPERTIES } from '../window-collector.ts';
import { checkNames, columnFinder, growingTable, labelReader } from './csv-cells.ts';
import { checkDecimal, csvText, DELIMITER, MOST_CSV_BYTES } from './csv-text.ts';
import { eachRow } from './rows.ts';
import { seriesCollector } from './series.ts';

const COLUMN = [
  { type: 'string', minLength: 1, maxLength: 256 },
  { type: 'integer', minimum: 0, maximum: 1000000 },
] as const;

const SCHEMA = {
  type: 'object',
  description: 'A CSV file, one sample a row; or recordings, one row a moment, cut into windows.',
  additionalProperties: false,
  properties: {
    file: { ...PATH, description: 'The file.' },
    folder: { ...PATH, description: 'Or, with a window, a folder: each .csv file in it is a recording.' },
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
    ...WINDOW_PROPERTIES,
    columns: {
      type: 'array',
      minItems: 1,
      maxItems: 4096,
      items: { anyOf: COLUMN },
      description: 'With a window: the columns of values, in this order; by default all but label and group.',
    },
    group: {
      anyOf: COLUMN,
      description:
        'The column that says which recording, or whose, a row is: no value, data.split keeps it together, and no ' +
        'window has rows of two. With a pattern one of its fields; by default each file is one.',
    },
    pattern: {
      ...NAME_PROPERTIES.pattern,
      description: 'With a window: how the files are named, as for wav; {label} is the class of all windows of a file.',
    },
  },
} as const;

export type CsvParams = FromSchema<typeof SCHEMA>;
type CsvOptions = Pick<CsvParams, 'header' | 'label' | 'delimiter'> & Partial<Pick<CsvParams, 'decimal' | 'group'>>;

export const csv = {
  schema: SCHEMA,
  mostBytes: MOST_CSV_BYTES,
  files: ({ file, folder }: CsvParams) => ({ file, folder: folder === undefined ? undefined : folderPath(folder) }),
  read([first], params: CsvParams, _, question) {
    if ((params.file === undefined) === (params.folder === undefined)) {
      reject('data/csv', params.file === undefined ? 'write a file' : 'write a file or a folder, not both');
    }
    const { window } = params;
    if (window !== undefined) return readSeries(first, { ...params, window }, question);
    const lost = (['folder', 'stride', 'columns', 'pattern'] as const).find((key) => params[key] !== undefined);
    if (lost !== undefined) {
      reject('data/csv', 'is for recordings; write a window, of so many rows, or remove this key', { path: lost });
    }
    return must(readCsv(first, params, question.wanted));
  },
} satisfies Reader;

async function readSeries(
  first: Uint8Array,
  params: CsvParams & { readonly window: number },
  { wanted, readEach }: Question,
): Promise<Samples> {
  const { file, folder, label } = params;
  if (typeof label === 'object') reject('data/csv-label', 'a window has one label; name one column', { path: 'label' });
  const collector = seriesCollector({ ...params, label }, wanted);
  if (folder === undefined) {
    collector.add(first, file ?? '');
    return collector.samples();
  }
  const names = readListing(first).filter((name) => /\.csv$/i.test(name));
  if (names.length === 0) reject('data/empty', 'there are no .csv files in this folder', { path: 'folder' });
  const files = { folder, names, mostBytes: MOST_CSV_BYTES };
  await readFiles(readEach, files, (content, index) => collector.add(content, names[index]));
  return collector.samples();
}

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

/** Problems name row and column, counted from 1 as editors do: `data/csv`, `data/csv-label`, `data/csv-number`. */
export function readCsv(
  bytes: Uint8Array,
  { header, label, delimiter, decimal = '.', group }: CsvOptions,
  wanted: WantedAnswers = 'classes',
): Outcome<CsvSamples> {
  return attempt(() => {
    const text = csvText(bytes);
    checkDecimal(decimal, delimiter);
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
  const columnOf = columnFinder(first, header);
  const chosen = new Set<number>();
  for (const one of [label].flat()) {
    const column = columnOf(one, 'the label');
    if (chosen.has(column)) reject('data/csv-label', `the label names the column ${quote(first[column])} twice`);
    chosen.add(column);
  }
  const groupColumn = group === undefined ? undefined : columnOf(group, 'the group');
  const values = [...first.keys()].filter((column) => !chosen.has(column) && column !== groupColumn);
  if (values.length === 0) reject('data/csv', 'all columns of the CSV file are labels; at least one value is needed');
  return { answers: [...chosen], values, ...(groupColumn !== undefined && { group: groupColumn }) };
}
