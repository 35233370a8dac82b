// The rows of a CSV text (RFC 4180): cells in quotes may hold delimiters, line breaks and doubled quotes.
import { reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';

/** A million numbers. */
const MOST_ROW_CHARACTERS = 2 ** 24;
const MOST_COLUMNS = 1_000_000;

/**
 * Inside an `attempt`. Hands rows on one by one, as all together would take many times the file; empty lines are passed
 * over. `line` counts from 1, where the row ends. Problems: `data/csv`, `data/too-large`.
 */
export function eachRow(text: string, delimiter: string, take: (row: readonly string[], line: number) => void): void {
  let [at, line, width] = [0, 1, 0];
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (end - at > MOST_ROW_CHARACTERS) rejectLong(line);
    const isPlain = !hasQuote(text, at, end);
    const { row, next, lines } = isPlain
      ? { row: text.slice(at, end).split(delimiter, MOST_COLUMNS + 1), next: end, lines: 0 }
      : quotedRow(text, at, delimiter, line);
    if (row.length > MOST_COLUMNS) rejectLong(line);
    line += lines;
    if (next > at) {
      if (width > 0 && row.length !== width) {
        reject('data/csv', `line ${line} of the CSV file has ${row.length} cells, those before it have ${width}`);
      }
      width = row.length;
      take(row, line);
    }
    at = afterBreak(text, next);
    line++;
  }
}

function rejectLong(line: number): never {
  return reject('data/too-large', `line ${line} of the CSV file is too long; a row has at most ${MOST_COLUMNS} cells`);
}

/** Where the line ends: at a line feed, with a carriage return before it or alone, or with the text. */
function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  const end = feed < 0 ? text.length : feed;
  return end > from && text[end - 1] === '\r' ? end - 1 : end;
}

function afterBreak(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : at + 1;
}

function hasQuote(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 0x22) return true;
  return false;
}

/** A row with quotes, which may go on over several lines. */
function quotedRow(text: string, from: number, delimiter: string, line: number) {
  const row: string[] = [];
  let [at, lines] = [from, 0];
  for (;;) {
    const isQuoted = text[at] === '"';
    const close = isQuoted ? closingQuote(text, at, line + lines) : at;
    let end = isQuoted ? close + 1 : close;
    while (end < text.length && !isEnd(text, end, delimiter)) end++;
    const cell = text.slice(isQuoted ? at + 1 : at, isQuoted ? close : end);
    const isStray = isQuoted ? end > close + 1 : cell.includes('"');
    if (isStray) {
      const advice = 'a cell with quotes stands in quotes as a whole, and its own are doubled';
      reject('data/csv', `line ${line + lines} of the CSV file: ${excerpt(text.slice(at, end), 40)}: ${advice}`);
    }
    if (isQuoted) lines += cell.split('\n').length - 1;
    row.push(isQuoted ? cell.replaceAll('""', '"') : cell);
    if (end - from > MOST_ROW_CHARACTERS) rejectLong(line);
    if (text[end] !== delimiter) return { row, next: end, lines };
    at = end + 1;
  }
}

function isEnd(text: string, at: number, delimiter: string): boolean {
  return text[at] === delimiter || text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
}

/** Of the cell that starts with a quote at `from`; doubled ones are the cell's own. */
function closingQuote(text: string, from: number, line: number): number {
  let at = text.indexOf('"', from + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  if (at < 0) reject('data/csv', `line ${line} of the CSV file: a quote is opened and never closed`);
  return at;
}
