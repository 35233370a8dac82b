// The report on a terminal: one aligned table a model, then what to do.
import { visible } from '../base/quote.ts';
import type { Verdict } from '../budget/verdict.ts';
import { describeAware } from './aware.ts';
import { causesOf, describePaired } from './compare.ts';
import { comparedRows, labelled } from './compared-rows.ts';
import { describeDecode } from './decode.ts';
import { toJson } from './json.ts';
import { quantizationLines } from './quantization.ts';
import type { ModelReport, Report } from './report.ts';
import {
  BOARD_COLUMNS,
  BOARD_SIDES,
  boardTable,
  complaintsOf,
  latencyNotes,
  NO_BUDGET,
  plainRows,
  rowsOf,
  warningsOfModel,
} from './rows.ts';
import { describeChange, describeJudge, removedModels } from './rules.ts';
import { stageNotes, stageRows } from './stages.ts';
import { describeTrials } from './trials.ts';

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
  const lines = rulesLines(report);
  for (const model of report.models) {
    lines.push('', `${visible(model.name)}: ${paint(model.verdict, model.verdict)}`);
    if (model.training) lines.push(`  loss ${visible(model.training.formula)}`);
    const search = model.training && describeTrials(model.training);
    if (search) lines.push(`  ${search}`);
    const aware = model.training && describeAware(model.training);
    if (aware) lines.push(`  ${aware}`);
    const rows = model.base ? comparedTable(model) : plainTable(model);
    const verdicts = [undefined, ...(model.base ? comparedRows(model) : rowsOf(model)).map(({ verdict }) => verdict)];
    for (const [i, line] of alignColumns(rows).entries()) {
      const verdict = verdicts[i];
      lines.push(`  ${line}${verdict ? `  ${paint(verdict, verdict)}` : ''}`.trimEnd());
    }
    const boards = boardTable(model);
    if (boards.length > 0) {
      for (const line of alignTable([BOARD_COLUMNS, ...boards], BOARD_SIDES)) lines.push(`  ${line}`);
    }
    lines.push(...stageLines(model));
    const { decode } = model.model;
    if (decode) lines.push(`  compressed weights: ${visible(describeDecode(decode))}`);
    for (const line of model.quantization ? quantizationLines(model.quantization) : [])
      lines.push(`  ${visible(line)}`);
    for (const note of latencyNotes(model)) lines.push(`  ${visible(note)}`);
    lines.push(`  sha256 of the model ${model.model.sha256}`);
    const paired = describePaired(model);
    if (paired) lines.push(`  ${paired}`);
    for (const cause of causesOf(model, report.tool)) lines.push(`  changed: ${visible(cause)}`);
    for (const { label, text } of complaintsOf(model)) lines.push(`  -> ${visible(`${label}: ${text}`)}`);
    if (model.budgets.length === 0) lines.push(`  -> ${NO_BUDGET}`);
    for (const warning of warningsOfModel(model)) lines.push(`  warning: ${visible(warning)}`);
  }
  if (report.base) lines.push('', `base: ${visible(describeBaseline(report.base))}`);
  for (const name of report.missing ?? []) lines.push('', `${visible(name)}: its job left no report`);
  for (const name of removedModels(report.rules)) lines.push('', `${visible(name)}: removed, so it is not measured`);
  lines.push('', `kd-gate: ${paint(report.verdict, report.verdict)}`, '');
  return lines.join('\n').slice(1);
}

/** What each step of making the model smaller was worth. */
function stageLines(model: ModelReport): string[] {
  if (!model.stages) return [];
  const { rows, sides } = stageRows(model);
  return [...alignTable(rows, sides), ...stageNotes(model).map(visible)].map((line) => `  ${line}`);
}

/** Whose rules judge and what changed in them, in a line each. */
function rulesLines(report: Report): string[] {
  const judge = describeJudge(report);
  const changes = (report.rules?.changes ?? []).map((change) => {
    const isKnown = change.effect === 'looser' || change.effect === 'tighter';
    return `${describeChange(change, report)}${isKnown ? ` (${change.effect})` : ''}`;
  });
  return [
    ...(judge === undefined ? [] : ['', `rules: ${visible(judge)}`]),
    ...(changes.length > 0 ? ['', `rules changed: ${visible(changes.join('; '))}`] : []),
  ];
}

function plainTable(model: ModelReport): string[][] {
  return [['measure', 'value', 'budget'], ...rowsOf(model).map((row) => [row.label, row.value, row.budget])];
}

function comparedTable(model: ModelReport): string[][] {
  const rows = comparedRows(model)
    .map((row) => labelled(row, row.scope))
    .map(({ label, baseline, value, change, budget }) => [label, baseline, value, change, budget]);
  const plain = plainRows(model).map(({ label, value }) => [label, '', value, '', '']);
  return [['measure', 'base', 'value', 'change', 'budget'], ...rows, ...plain];
}

function describeBaseline({ status, commit, reason, untracked = [] }: NonNullable<Report['base']>): string {
  const id = commit ? `${commit.slice(0, 7)}, ` : '';
  if (status === 'none') return `${id}none${reason ? `: ${reason}` : ''}`;
  const files =
    untracked.length > 0 ? `; files that git doesn't track are today's on both sides: ${untracked.join(', ')}` : '';
  return `${id}${status === 'stored' ? 'its result was stored' : 'measured for this run'}${files}`;
}

/** Pads every column but the last to its widest cell. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => visible(row[column]).length)));
  return rows.map((row) => row.map((cell, column) => visible(cell).padEnd(widths[column])).join('  '));
}

/** Every column padded to its widest cell, on the left or on the right as `sides` says: `lrr`. */
export function alignTable(rows: readonly (readonly string[])[], sides: string): string[] {
  const cells = rows.map((row) => row.map(visible));
  const widths = [...sides].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) =>
    row
      .map((cell, column) => (sides[column] === 'r' ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
