// Tables on a terminal: columns padded, and what is too wide for one table as several below each other.
import { visible } from '../base/quote.ts';
import { TERMINAL_COLUMNS } from './wrap.ts';

const GAP = 2;
/** What every line of a report is indented by. */
const INDENT = 2;
const MOST_COLUMNS = TERMINAL_COLUMNS - INDENT;
/** Of the terminals that nobody has made wider. */
export const NARROW_COLUMNS = 80;
/** A last column that has less than this is not wrapped into it. */
const LEAST_LAST = 16;

type Rows = readonly (readonly string[])[];

/** Every column padded to its widest cell, on the left or on the right as `sides` says: `lrr`. */
export function alignTable(rows: Rows, sides: string): string[] {
  const cells = rows.map((row) => row.map(visible));
  const widths = [...sides].map((_, column) => widthOf(cells, column));
  return cells.map((row) =>
    row
      .map((cell, column) => (sides[column] === 'r' ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/**
 * As `alignTable`; a table that is too wide as several, each with the first column again: cut before the columns
 * `cuts`, and where that isn't enough, wherever there is no more room. `columns`: of the terminal.
 */
export function stackTables(
  rows: Rows,
  sides: string,
  cuts: readonly number[] = [],
  columns = TERMINAL_COLUMNS,
): string[] {
  const most = columns - INDENT;
  const cells = rows.map((row) => row.map(visible));
  const widths = [...sides].map((_, column) => widthOf(cells, column));
  const isWide = widths.reduce((sum, width) => sum + width + GAP, -GAP) > most;
  const stacks: number[][] = [];
  for (let column = 1; column < sides.length; column++) {
    const stack = stacks[stacks.length - 1];
    const width = [0, ...(stack ?? []), column].reduce((sum, own) => sum + widths[own] + GAP, -GAP);
    if (stack === undefined || width > most || (isWide && cuts.includes(column))) stacks.push([column]);
    else stack.push(column);
  }
  return stacks.flatMap((stack) => {
    const chosen = [0, ...stack];
    return alignTable(
      rows.map((row) => chosen.map((column) => row[column])),
      chosen.map((column) => sides[column]).join(''),
    );
  });
}

/** How a cell is shown, which takes no room. */
type Paint = (cell: string, row: number, column: number) => string;

/** As `alignTable`, all on the left; what the last column, a list, has no room for goes on below it. */
export function alignWithLast(rows: Rows, paint: Paint): string[] {
  const cells = rows.map((row) => row.map(visible));
  const last = cells[0].length - 1;
  const widths = cells[0].slice(0, last).map((_, column) => widthOf(cells, column));
  const start = widths.reduce((sum, width) => sum + width + GAP, 0);
  const room = Math.max(MOST_COLUMNS - start, LEAST_LAST);
  return cells.flatMap((row, i) => {
    const first = row.slice(0, last).map((cell, k) => {
      return `${cell === '' ? '' : paint(cell, i, k)}${' '.repeat(widths[k] + GAP - cell.length)}`;
    });
    const [line, ...more] = broken(row[last], room);
    return [`${first.join('')}${line}`.trimEnd(), ...more.map((text) => `${' '.repeat(start)}${text}`)];
  });
}

/** A list in lines of `room`: broken after commas, not those in brackets, and where that isn't enough at spaces. */
function broken(text: string, room: number): string[] {
  const items = text.split(/(?<=,) (?![^(]*\))/);
  const lines: string[] = [];
  for (const item of items) {
    const all = `${lines[lines.length - 1] ?? ''} ${item}`;
    if (lines.length > 0 && all.length <= room) lines[lines.length - 1] = all;
    else lines.push(item);
  }
  return lines.flatMap((line) => atSpaces(line, room));
}

function atSpaces(line: string, room: number): string[] {
  const at = line.length <= room ? -1 : line.lastIndexOf(' ', room);
  return at <= 0 ? [line] : [line.slice(0, at), ...atSpaces(line.slice(at + 1), room)];
}

function widthOf(cells: Rows, column: number): number {
  return Math.max(...cells.map((row) => row[column].length));
}
