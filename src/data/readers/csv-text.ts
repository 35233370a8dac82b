// What all readers of CSV files share: bytes to text, cells to numbers.
import { kindOf } from '../../base/file-kind.ts';
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';

/** Room for MNIST as text (110 MB); what is read is some times as large in memory while it is taken apart. */
export const MOST_CSV_BYTES = 2 ** 27;

export const DELIMITER = {
  type: 'string',
  minLength: 1,
  maxLength: 1,
  default: ',',
  description: 'Between cells.',
} as const;

/** What parts a number from its fraction. */
export type Decimal = '.' | ',';

/** Inside an `attempt`. Bytes of something else could read as one long cell, and other encodings than UTF-8 make
 * different names equal. Problems: `data/csv`, `data/too-large`. */
export function csvText(bytes: Uint8Array): string {
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

/** Inside an `attempt`. */
export function checkDecimal(decimal: Decimal, delimiter: string): void {
  if (decimal !== delimiter) return;
  const both = `${quote(decimal)} can't part both cells and fractions`;
  reject('data/csv', `${both}; write delimiter: ";"`, { path: 'decimal' });
}

const COMMA_NUMBER = /^\s*[+-]?\d+,\d+\s*$/;

/** Inside an `attempt`; `line` and `column` count from 1. Problem: `data/csv-number`. */
export function numberIn(cell: string, line: number, column: number, decimal: Decimal = '.'): number {
  // A point is then one between thousands, or a slip.
  const text = decimal === ',' ? (cell.includes('.') ? '' : cell.replace(',', '.')) : cell;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  const cure =
    decimal === '.' && COMMA_NUMBER.test(cell)
      ? '; write decimal: ","'
      : decimal === ',' && cell.includes('.')
        ? '; with decimal: "," a number has no point'
        : '';
  return reject('data/csv-number', `row ${line}, column ${column}: ${quote(cell)} is not a number${cure}`);
}
