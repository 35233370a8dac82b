// Rows as CSV (RFC 4180), safe to open in a spreadsheet.
import { visible } from '../base/quote.ts';

export type CsvCell = string | number | undefined;

/** Undefined is an empty cell. Ends with a line break. */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/**
 * A spreadsheet takes a text that begins so for a formula, behind blanks too: names and board files are anyone's. Where
 * numbers have a decimal comma it parts cells at semicolons.
 */
const FORMULA = /(^|;)(?=[\s"]*[=+\-@\u2212\uff0b\uff0d\uff1d\uff20])/g;

export function csvCell(value: CsvCell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = visible(value).replace(FORMULA, "$1'");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
