// A CSV file that names images and says what each shows.
import { PATH } from '../../base/path.ts';
import { reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { Samples, WantedAnswers } from '../reader.ts';
import { csvText, DELIMITER, numberIn } from './csv-text.ts';
import { eachRow } from './rows.ts';

const COLUMN = { type: 'string', minLength: 1, maxLength: 256 } as const;

export const TABLE_SCHEMA = {
  type: 'object',
  description: 'A CSV file with a header that names the images; only those that it names are read, in its order.',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: { ...PATH, description: 'The CSV file.' },
    name: { ...COLUMN, default: 'file', description: 'The column of paths below the folder.' },
    label: {
      anyOf: [COLUMN, { type: 'array', minItems: 1, maxItems: 4096, items: COLUMN }],
      default: 'label',
      description:
        'The column of classes. Of the tasks multi-label and regression the column of numbers, or a list of them.',
    },
    group: { ...COLUMN, description: 'A column that says what belongs together, such as patient.' },
    delimiter: DELIMITER,
  },
} as const;

export interface TableParams {
  readonly file: string;
  readonly name: string;
  readonly label: string | readonly string[];
  readonly group?: string;
  readonly delimiter: string;
}

interface TableAnswers extends Omit<Samples, 'x'> {
  /** Paths below the folder. */
  readonly files: readonly string[];
}

/** Inside an `attempt`. `found`: the images of the folder. Problems: `data/csv...`, with paths inside the key. */
export function readTable(
  file: Uint8Array,
  params: TableParams,
  found: readonly string[],
  wanted: WantedAnswers,
): TableAnswers {
  const labels = [params.label].flat();
  if (labels.length > 1 && wanted !== 'numbers') {
    reject('data/csv-label', 'a class is told by one column; name one', { path: 'table.label' });
  }
  const there = new Set(found);
  const [files, words, origins]: string[][] = [[], [], []];
  const numbers: number[] = [];
  let columns: Columns | undefined;
  eachRow(csvText(file), params.delimiter, (row, line) => {
    if (!columns) {
      columns = columnsOf(row, params, labels);
      return;
    }
    const name = row[columns.name].trim().replace(/^\.\//, '');
    if (!there.delete(name)) refuse(name, line, files);
    files.push(name);
    if (columns.group !== undefined) origins.push(row[columns.group].trim());
    for (const column of columns.labels) {
      if (wanted === 'numbers') numbers.push(numberIn(row[column], line, column + 1));
      else words.push(row[column].trim());
    }
  });
  if (files.length === 0) reject('data/csv', 'the CSV file names no image', { path: 'table.file' });
  const named = { files, ...(origins.length > 0 && { origins }) };
  if (wanted !== 'numbers') return { ...named, y: words };
  const values = Float32Array.from(numbers);
  return { ...named, y: { dtype: 'float32', shape: [files.length, labels.length], values }, names: labels };
}

interface Columns {
  readonly name: number;
  readonly labels: readonly number[];
  readonly group?: number;
}

function columnsOf(header: readonly string[], { name, group }: TableParams, labels: readonly string[]): Columns {
  const cells = header.map((cell) => cell.trim());
  const find = (wanted: string, path: string): number => {
    const column = cells.indexOf(wanted);
    if (column >= 0 && cells.lastIndexOf(wanted) === column) return column;
    const wrong = column < 0 ? 'no column' : 'two columns';
    return reject('data/csv', `the CSV file has ${wrong} ${quote(wanted)}; there are ${quoteNames(cells)}`, { path });
  };
  return {
    name: find(name, 'table.name'),
    labels: labels.map((label) => find(label, 'table.label')),
    ...(group !== undefined && { group: find(group, 'table.group') }),
  };
}

function refuse(name: string, line: number, taken: readonly string[]): never {
  const what = taken.includes(name)
    ? `names ${quote(name)} a second time`
    : `names ${quote(name)}, which is no PNG or JPEG file of the folder`;
  return reject('data/csv', `line ${line} of the CSV file ${what}`, { path: 'table.file' });
}
