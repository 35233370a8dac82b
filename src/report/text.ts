// The report on a terminal: one aligned table a model, then what to do.
import type { Verdict } from '../budget/verdict.ts';
import type { Report } from './report.ts';
import { complaintsOf, rowsOf } from './rows.ts';

export interface Style {
  readonly colour: boolean;
}

const COLOURS: Readonly<Record<Verdict, string>> = {
  fail: '31',
  'not measured': '35',
  warn: '33',
  pass: '32',
  'no baseline': '36',
};

export function renderText(report: Report, style: Style): string {
  const paint = (verdict: Verdict, word: string) =>
    style.colour ? `\u001b[${COLOURS[verdict]}m${word}\u001b[0m` : word;
  const lines: string[] = [];
  for (const model of report.models) {
    lines.push('', `${printable(model.name)}: ${paint(model.verdict, model.verdict)}`);
    if (model.training) lines.push(`  loss ${model.training.formula}`);
    const rows = rowsOf(model);
    const cells = rows.map((row) => [row.label, row.value, row.budget]);
    for (const [i, line] of alignColumns([['measure', 'value', 'budget'], ...cells]).entries()) {
      const verdict = i === 0 ? undefined : rows[i - 1].verdict;
      lines.push(`  ${line}${verdict ? `  ${paint(verdict, verdict)}` : ''}`.trimEnd());
    }
    lines.push(`  sha256 of the model ${model.model.sha256}`);
    for (const complaint of complaintsOf(model)) lines.push(`  -> ${printable(complaint)}`);
  }
  lines.push('', `kd-gate: ${paint(report.verdict, report.verdict)}`, '');
  return lines.join('\n').slice(1);
}

/** Pads every column but the last to its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => printable(row[column]).length)));
  return rows.map((row) => row.map((cell, column) => printable(cell).padEnd(widths[column])).join('  '));
}

/** Every column padded to its widest cell, on the left or on the right as `sides` says: `lrr`. */
export function alignTable(rows: readonly (readonly string[])[], sides: string): string[] {
  const cells = rows.map((row) => row.map(printable));
  const widths = [...sides].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) =>
    row
      .map((cell, column) => (sides[column] === 'r' ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

/** Text from files without control characters, so that nothing in a name can drive the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
