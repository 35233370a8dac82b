// The rows of a CSV text (RFC 4180), one by one: all together would take many times the file.
import Papa from 'papaparse';
import { reject } from '../../base/problem.ts';

const MOST_COLUMNS = 1_000_000;
/** Of a row: a million numbers. */
const MOST_CHARACTERS = 2 ** 24;
/** Empty ones too; a row takes about a microsecond. */
const MOST_LINES = 4_000_000;

/**
 * Inside an `attempt`. Empty lines are passed over. `line` counts from 1, where the row ends. Problems: `data/csv`,
 * `data/too-large`.
 */
export function eachRow(text: string, delimiter: string, take: (row: readonly string[], line: number) => void): void {
  requireFew(text);
  let [line, width] = [0, 0];
  Papa.parse<string[]>(text, {
    delimiter,
    step({ data: row, errors: [error] }) {
      if (error) {
        reject('data/csv', `line ${line + 1} of the CSV file: ${error.message}; a cell's own quotes are doubled`);
      }
      line += 1 + breaksIn(row);
      if (row.length === 1 && row[0] === '') return;
      requireShort(row, line);
      if (width > 0 && row.length !== width) {
        reject('data/csv', `line ${line} of the CSV file has ${row.length} cells, those before it have ${width}`);
      }
      width = row.length;
      take(row, line);
    },
  });
}

function requireFew(text: string): void {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  if (lines > MOST_LINES) reject('data/too-large', `the CSV file has ${lines} lines; at most ${MOST_LINES} are read`);
}

/** Cells in quotes may go on over several lines. */
function breaksIn(row: readonly string[]): number {
  return row.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
}

function requireShort(row: readonly string[], line: number): void {
  const characters = row.reduce((sum, cell) => sum + cell.length, 0);
  if (row.length <= MOST_COLUMNS && characters <= MOST_CHARACTERS) return;
  reject('data/too-large', `line ${line} of the CSV file is too long; a row has at most ${MOST_COLUMNS} cells`);
}
