// The report on a terminal: one aligned table a model, then what to do.
import { visible } from '../base/quote.ts';
import type { Verdict } from '../budget/verdict.ts';
import { causesOf, describePaired } from './compare.ts';
import { comparedRows, labelled } from './compared-rows.ts';
import { toJson } from './json.ts';
import type { ModelReport, Report } from './report.ts';
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

/** report.json: two spaces, keys in the order of the report. */
export function renderJson(report: Report): string {
  return toJson(report);
}

/** Ends with a line break; control characters of names are replaced. */
export function renderText(report: Report, style: Style): string {
  const paint = (verdict: Verdict, word: string) =>
    style.colour ? `\u001b[${COLOURS[verdict]}m${word}\u001b[0m` : word;
  const lines: string[] = [];
  for (const model of report.models) {
    lines.push('', `${printable(model.name)}: ${paint(model.verdict, model.verdict)}`);
    if (model.training) lines.push(`  loss ${model.training.formula}`);
    const rows = model.base ? comparedTable(model) : plainTable(model);
    const verdicts = [undefined, ...(model.base ? comparedRows(model) : rowsOf(model)).map(({ verdict }) => verdict)];
    for (const [i, line] of alignColumns(rows).entries()) {
      const verdict = verdicts[i];
      lines.push(`  ${line}${verdict ? `  ${paint(verdict, verdict)}` : ''}`.trimEnd());
    }
    lines.push(`  sha256 of the model ${model.model.sha256}`);
    const paired = describePaired(model);
    if (paired) lines.push(`  ${paired}`);
    for (const cause of causesOf(model, report.tool)) lines.push(`  changed: ${printable(cause)}`);
    for (const complaint of complaintsOf(model)) lines.push(`  -> ${printable(complaint)}`);
  }
  if (report.base) lines.push('', `base: ${printable(describeBaseline(report.base))}`);
  for (const name of report.missing ?? []) lines.push('', `${printable(name)}: its job left no report`);
  lines.push('', `kd-gate: ${paint(report.verdict, report.verdict)}`, '');
  return lines.join('\n').slice(1);
}

function plainTable(model: ModelReport): string[][] {
  return [['measure', 'value', 'budget'], ...rowsOf(model).map((row) => [row.label, row.value, row.budget])];
}

function comparedTable(model: ModelReport): string[][] {
  const rows = comparedRows(model)
    .map((row) => labelled(row, row.scope))
    .map(({ label, baseline, value, change, budget }) => [label, baseline, value, change, budget]);
  return [['measure', 'base', 'value', 'change', 'budget'], ...rows];
}

function describeBaseline({ status, commit, reason }: NonNullable<Report['base']>): string {
  const id = commit ? `${commit.slice(0, 7)}, ` : '';
  if (status === 'none') return `${id}none${reason ? `: ${reason}` : ''}`;
  return `${id}${status === 'stored' ? 'its result was stored' : 'measured for this run'}`;
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

/** Text from files so that nothing in a name can drive the terminal or GitHub's runner, or hide. */
export function printable(text: string): string {
  return visible(text);
}
