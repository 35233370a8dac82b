// The cells of a CSV file: the columns that are meant, labels and numbers.
import { reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import { growing } from '../growing.ts';
import { type Decimal, numberIn } from './csv-text.ts';

/** As many as data.classes may name. */
const MOST_LABELS = 65536;

/** A column by its name in the header, or its number from 0. */
export type ColumnName = string | number;

/** Numbers of columns by their names; `what` is what they are for. Inside an `attempt`: `data/csv-label`. */
export function columnFinder(first: readonly string[], header: boolean): (one: ColumnName, what: string) => number {
  const byName = new Map(header ? first.map((cell, column) => [cell.trim(), column] as const).reverse() : []);
  return (one, what) => {
    const column = typeof one === 'number' ? one : byName.get(one);
    if (column !== undefined && column < first.length) return column;
    const columns = header ? quoteNames(first) : `0 to ${first.length - 1}`;
    const wanted = typeof one === 'number' ? one : quote(one);
    return reject('data/csv-label', `the CSV file has no column ${wanted} for ${what}; there are ${columns}`);
  };
}

/** Which of two columns would be meant is nowhere said. */
export function checkNames(header: readonly string[]): void {
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
export function labelReader() {
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
export function growingTable(decimal: Decimal) {
  const all = growing(Float32Array);
  return {
    add(row: readonly string[], line: number, columns: readonly number[]) {
      const room = all.room(columns.length);
      for (const [i, column] of columns.entries()) room[i] = numberIn(row[column], line, column + 1, decimal);
    },
    array(rows: number): NumberArray & { readonly values: Float32Array } {
      return { shape: [rows, all.length() / rows], dtype: 'float32', values: all.values() };
    },
  };
}
