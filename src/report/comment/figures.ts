// The comment's figures: what moved or is judged badly in a table, what stayed as it was folded below it.
import type { MeasureName } from '../../budget/measures.ts';
import { type ComparedRow, headlineRows } from '../compared-rows.ts';
import { escapeMarkdown } from '../escape.ts';
import { formatCount } from '../format.ts';
import type { ModelReport, Report } from '../report.ts';
import { folded } from './fold.ts';
import { byMark, cellsOf, marked, measureTable, plainCells, type TableForm } from './table.ts';

/** Of several models, what no budget judges is left to their details, but for these. */
const ALWAYS: readonly MeasureName[] = ['size', 'accuracy', 'error'];
/** In the line that stands for a table where nothing moved. */
const AT_A_GLANCE: readonly MeasureName[] = ['size', 'arena', 'accuracy', 'error', 'latency'];
const MOST_GLANCES = 12;

interface ModelRows {
  readonly model: ModelReport;
  /** Worst first. */
  readonly moved: readonly ComparedRow[];
  readonly same: readonly ComparedRow[];
}

/** A table, and what is as on the base folded; of `mostRows` rows each, the rest is counted. */
export function figureParts({ models }: Pick<Report, 'models'>, mostRows: number): string[] {
  const form = { isCompared: models.some(({ base }) => base !== undefined) };
  const all = models.map((model) => rowsOf(model, models.length > 1));
  const moved = headed(all, ({ moved: rows }) => rows, form);
  const same = headed(all, ({ same: rows }) => rows, { isCompared: false });
  const count = all.reduce((sum, { same: rows }) => sum + rows.length, 0);
  const table = moved.length > 0 ? cut(moved, mostRows, form) : glances(all, mostRows);
  return [
    ...(table === '' ? [] : [table]),
    ...(same.length > 0 && mostRows >= 1
      ? [folded(`${formatCount(count)} unchanged`, [cut(same, mostRows, { isCompared: false })])]
      : []),
  ];
}

function rowsOf(model: ModelReport, isOneOfSeveral: boolean): ModelRows {
  const rows = headlineRows(model).filter(
    ({ verdict, measure }) => !isOneOfSeveral || verdict !== undefined || ALWAYS.includes(measure),
  );
  const isSame = ({ change, baseline, value, verdict }: ComparedRow) =>
    change === '=' && baseline === value && (verdict === undefined || verdict === 'pass' || verdict === 'no baseline');
  const moved = rows.filter((row) => !isSame(row)).sort((a, b) => byMark(a.verdict, b.verdict));
  return { model, moved, same: rows.filter(isSame) };
}

/** Of several models each has a row with its name above its own, those that fail first. */
function headed(all: readonly ModelRows[], chosen: (rows: ModelRows) => readonly ComparedRow[], form: TableForm) {
  const cells = (rows: ModelRows) => chosen(rows).map((row) => cellsOf(row, form));
  if (all.length === 1) return cells(all[0]);
  const sorted = [...all].sort((a, b) => byMark(a.model.verdict, b.model.verdict));
  return sorted.flatMap((rows) => {
    const own = cells(rows);
    const { name, verdict } = rows.model;
    return own.length === 0 ? [] : [plainCells(marked(verdict, `**${escapeMarkdown(name)}**`), '', form), ...own];
  });
}

function cut(rows: readonly (readonly string[])[], most: number, form: TableForm): string {
  const table = measureTable(rows.slice(0, most), form);
  return rows.length <= most ? table : `${table}\n\n${formatCount(rows.length - most)} more rows are left out.`;
}

/** `**digits**: size 12,480 B · arena 9,216 B · accuracy, int8 97.00%` */
function glances(all: readonly ModelRows[], mostRows: number): string {
  const lines = all.slice(0, Math.min(MOST_GLANCES, mostRows)).map(({ model, same }) => {
    const figures = same
      .filter(({ measure }) => AT_A_GLANCE.includes(measure))
      .map(({ label, value }) => `${escapeMarkdown(label)} ${value}`);
    return `- **${escapeMarkdown(model.name)}**: ${figures.join(' · ')}`;
  });
  return lines.join('\n');
}
