// A cell of CSV (RFC 4180) that no spreadsheet takes for a formula.
import { visible } from '../base/quote.ts';

/** A spreadsheet takes a text that begins so for a formula, behind spaces too; names in a report are anyone's. */
const FORMULA = /^\s*[=+\-@\u2212\uff0b\uff0d\uff1d\uff20]/;

/** Empty where there is nothing. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = visible(value).replace(FORMULA, "'$&");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines end as RFC 4180 has them; so does the last. */
export function csvText(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
