// The report on a terminal: one aligned table a model, then what to do.
import { visible } from '../base/quote.ts';
import type { Verdict } from '../budget/verdict.ts';
import { alignTable, alignWithLast, stackTables } from './aligned.ts';
import { describeAware } from './aware.ts';
import { BOARD_COLUMNS, BOARD_CUTS, BOARD_SIDES, boardTable, latencyNotes } from './board-table.ts';
import { causesOf, describePaired } from './compare.ts';
import { comparedRows, labelled } from './compared-rows.ts';
import { describeDecode } from './decode.ts';
import { describeFlips } from './flips.ts';
import { toJson } from './json.ts';
import { quantizationLines } from './quantization.ts';
import type { ModelReport, Report } from './report.ts';
import { complaintsOf, NO_BUDGET, plainRows, rowsOf, warningsOfModel } from './rows.ts';
import { describeChange, describeJudge, removedModels } from './rules.ts';
import { STAGE_CUTS, stageNotes, stageRows } from './stages.ts';
import { toPassText } from './to-pass.ts';
import { describeTrials } from './trials.ts';
import { placeOfWarning } from './warning-docs.ts';

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
  const paint: Paint = (verdict, word) => (style.colour ? `\u001b[${COLOURS[verdict]}m${word}\u001b[0m` : word);
  const lines = rulesLines(report);
  for (const model of report.models) {
    lines.push('', `${visible(model.name)}: ${paint(model.verdict, model.verdict)}`);
    if (model.training) lines.push(`  loss ${visible(model.training.formula)}`);
    const search = model.training && describeTrials(model.training);
    if (search) lines.push(`  ${search}`);
    const aware = model.training && describeAware(model.training);
    if (aware) lines.push(`  ${aware}`);
    lines.push(...measureLines(model, paint));
    const boards = boardTable(model);
    if (boards.length > 0) {
      for (const line of stackTables([BOARD_COLUMNS, ...boards], BOARD_SIDES, BOARD_CUTS)) lines.push(`  ${line}`);
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
    const flips = describeFlips(model);
    if (flips) lines.push(`  ${visible(flips)}`);
    for (const cause of causesOf(model, report.tool)) lines.push(`  changed: ${visible(cause)}`);
    for (const { label, text } of complaintsOf(model)) lines.push(`  → ${visible(`${label}: ${text}`)}`);
    const toPass = toPassText(model);
    if (toPass) lines.push(`  → ${visible(toPass)}`);
    if (model.budgets.length === 0) lines.push(`  → ${NO_BUDGET}`);
    for (const warning of warningsOfModel(model)) {
      lines.push(`  warning: ${visible(warning)}`, `    why: docs/${placeOfWarning(warning)}`);
    }
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
  return [...stackTables(rows, sides, STAGE_CUTS), ...stageNotes(model).map(visible)].map((line) => `  ${line}`);
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

type Paint = (verdict: Verdict, word: string) => string;

/** Verdicts stand before the budgets, of which there may be more than the line has room for. */
function measureLines(model: ModelReport, paint: Paint): string[] {
  const rows = model.base ? comparedCells(model) : rowsOf(model).map((row) => ({ ...row, figures: [row.value] }));
  const figures = model.base ? ['base', 'value', 'change'] : ['value'];
  const cells = rows.map(({ label, figures: own, verdict = '', budget }) => [label, ...own, verdict, budget]);
  const inColour = (cell: string, row: number, column: number) => {
    const verdict = rows[row - 1]?.verdict;
    return verdict !== undefined && column === figures.length + 1 ? paint(verdict, cell) : cell;
  };
  const lines = alignWithLast([['measure', ...figures, 'verdict', 'budget'], ...cells], inColour);
  const plain = model.base
    ? alignTable(
        plainRows(model).map(({ label, value }) => [label, value]),
        'll',
      )
    : [];
  return [...lines, ...plain].map((line) => `  ${line}`);
}

interface Cells {
  readonly label: string;
  readonly figures: readonly string[];
  readonly verdict?: Verdict;
  readonly budget: string;
}

function comparedCells(model: ModelReport): Cells[] {
  return comparedRows(model).map((row): Cells => {
    const { label, baseline, value, change, verdict, shortBudget } = labelled(row, row.scope);
    return { label, figures: [baseline, value, change], verdict, budget: shortBudget };
  });
}

function describeBaseline({ status, commit, reason, untracked = [] }: NonNullable<Report['base']>): string {
  const id = commit ? `${commit.slice(0, 7)}, ` : '';
  if (status === 'none') return `${id}none${reason ? `: ${reason}` : ''}`;
  const files =
    untracked.length > 0 ? `; files that git doesn't track are today's on both sides: ${untracked.join(', ')}` : '';
  return `${id}${status === 'stored' ? 'its result was stored' : 'measured for this run'}${files}`;
}
