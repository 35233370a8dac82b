// CSV files of sensors, one row a moment, cut into windows.
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { factsReader } from '../name-pattern.ts';
import type { Samples, WantedAnswers } from '../reader.ts';
import { type WindowParams, windowCollector } from '../window-collector.ts';
import { stretchesOf } from '../windows.ts';
import { type ColumnName, checkNames, columnFinder, growingTable, labelReader } from './csv-cells.ts';
import { checkDecimal, csvText, type Decimal } from './csv-text.ts';
import { eachRow } from './rows.ts';

export interface SeriesParams extends WindowParams {
  readonly columns?: readonly ColumnName[];
  readonly label: ColumnName;
  /** A column; with a pattern one of its fields. */
  readonly group?: ColumnName;
  readonly pattern?: string;
  readonly header: boolean;
  readonly delimiter: string;
  readonly decimal: Decimal;
}

export interface SeriesCollector {
  /** `path`: below the folder, or as kd.yaml names the file. Inside an `attempt`. */
  add(bytes: Uint8Array, path: string): void;
  samples(): Samples;
}

/** Inside an `attempt`. With a pattern the file's name says label and group, without one columns do. */
export function seriesCollector(params: SeriesParams, wanted: WantedAnswers): SeriesCollector {
  if (wanted === 'numbers') reject('data/format', 'windows have classes and no numbers; cut them yourself and use npz');
  const { pattern, group } = params;
  const isLabelled = wanted === 'classes';
  if (pattern !== undefined && typeof group === 'number') {
    reject('data/pattern', 'with a pattern the group is one of its fields; write its name', { path: 'group' });
  }
  const factsOf =
    pattern === undefined ? undefined : factsReader({ pattern, group: String(group ?? '') || undefined }, isLabelled);
  const collector = windowCollector(params);
  return {
    add(bytes, path) {
      const facts = factsOf?.(path);
      const { rows, values, labels, origins } = readTable(bytes, params, facts === undefined && isLabelled);
      const stretches =
        origins.length > 0 ? stretchesOf(origins) : [{ from: 0, to: rows, origin: facts?.origin ?? path }];
      collector.add({
        values: values.values,
        columns: values.shape[1],
        stretches,
        ...(isLabelled && { labels: facts?.label ?? labels }),
      });
    },
    samples: () => collector.samples(),
  };
}

/** `labels` and `origins` are empty where no column holds them. */
function readTable(bytes: Uint8Array, params: SeriesParams, isLabelled: boolean) {
  const { header, delimiter, decimal, pattern } = params;
  checkDecimal(decimal, delimiter);
  const values = growingTable(decimal);
  const [labels, origins] = [labelReader(), labelReader()];
  let [rows, columns]: [number, Columns | undefined] = [header ? -1 : 0, undefined];
  eachRow(csvText(bytes), delimiter, (row, line) => {
    rows++;
    if (columns === undefined) {
      columns = columnsOf(row, params, isLabelled);
      if (header) checkNames(row);
      if (header) return;
    }
    values.add(row, line, columns.values);
    if (columns.label !== undefined) labels.add(row[columns.label], line);
    if (columns.group !== undefined && pattern === undefined) origins.add(row[columns.group], line);
  });
  if (rows < 1) reject('data/csv', 'the CSV file has no rows of values');
  return { rows, values: values.array(rows), labels: labels.all, origins: origins.all };
}

interface Columns {
  readonly values: readonly number[];
  readonly label?: number;
  readonly group?: number;
}

function columnsOf(first: readonly string[], params: SeriesParams, isLabelled: boolean): Columns {
  const { columns, header, label, group, pattern } = params;
  const find = columnFinder(first, header);
  const labelColumn = isLabelled ? find(label, 'the label') : undefined;
  const groupColumn = group === undefined || pattern !== undefined ? undefined : find(group, 'the group');
  const others = [labelColumn, groupColumn];
  const values = columns?.map((one) => find(one, 'the values')) ?? [...first.keys()].filter((i) => !others.includes(i));
  const seen = new Set<number | undefined>(others);
  const wrong = values.find((column) => seen.size === seen.add(column).size);
  if (wrong !== undefined) {
    reject('data/csv', `the column ${quote(first[wrong])} is named twice; it is a value, the label or the group`, {
      path: 'columns',
    });
  }
  if (values.length === 0) reject('data/csv', 'the CSV file has no columns of values beside label and group');
  return { values, label: labelColumn, group: groupColumn };
}
