// The rows of a comparison: baseline, value, change and budget of each measure, for the comment and the terminal.
import { isFloor, type MeasureName } from '../budget/measures.ts';
import { VERDICTS, type Verdict, worst } from '../budget/verdict.ts';
import { type Change, changesOf } from './compare.ts';
import { formatAtLeast, formatBanded, formatChange } from './format.ts';
import { judgedMetrics } from './metric-rows.ts';
import type { MeasuredModel, ModelReport, ReportedJudgement } from './report.ts';
import { budgetCell, COSTS, labelOf, shortBudgetCell } from './rows.ts';

export interface ComparedRow {
  readonly measure: MeasureName;
  readonly scope?: string;
  readonly label: string;
  readonly baseline: string;
  readonly value: string;
  readonly change: string;
  readonly budget: string;
  /** With what it leaves in a word, for the comment's first table. */
  readonly shortBudget: string;
  readonly verdict?: Verdict;
  /** The excess over the limit as a share of it, negative within: what makes a board the worst one. */
  readonly excessShare: number;
}

/** Every measure with a figure on either side or a budget; instructions and flash with a budget alone. */
export function comparedRows(report: ModelReport): ComparedRow[] {
  const judged = report.budgets.filter(({ ofBoard }) => !ofBoard);
  const changes = changesOf(report);
  const judgedElsewhere = judged.filter((j) => !changes.some((c) => c.measure === j.measure && c.scope === j.scope));
  const metrics = judgedMetrics(report).filter((one) => judgedElsewhere.includes(one));
  const ofMetrics = metrics.map(
    ({ measure, scope, value, base }): Change => ({ measure, scope, value, baseline: base }),
  );
  const isOfMetric = (j: ReportedJudgement) => metrics.some((metric) => isOfSame(metric, j));
  const unmeasured = judgedElsewhere
    .filter((j, i) => !isOfMetric(j) && i === judgedElsewhere.findIndex((other) => isOfSame(j, other)))
    .map(({ measure, scope }): Change => ({ measure, scope }));
  const rows = [...changes, ...ofMetrics, ...unmeasured].flatMap((change) => {
    const budgets = judged.filter((j) => j.measure === change.measure && j.scope === change.scope);
    const isKnown = [change.value, change.baseline, change.atLeast].some((figure) => figure !== undefined);
    return (isKnown && !COSTS.includes(change.measure)) || budgets.length > 0
      ? [rowOf(change, budgets, report.model)]
      : [];
  });
  return [...rows, ...report.budgets.filter(({ ofBoard }) => ofBoard).map(boardRow)];
}

function isOfSame(a: ReportedJudgement, b: ReportedJudgement): boolean {
  return a.measure === b.measure && a.scope === b.scope;
}

/** Of a board on which the model doesn't run, or of which nothing can be said. */
function boardRow({ measure, scope, verdict }: ReportedJudgement): ComparedRow {
  const value = verdict === 'fail' ? 'does not run' : 'not measured';
  return {
    ...{ measure, scope, label: 'board', baseline: '', value, change: '', budget: '', verdict },
    shortBudget: '',
    excessShare: Number.POSITIVE_INFINITY,
  };
}

function rowOf(change: Change, budgets: readonly ReportedJudgement[], model: MeasuredModel): ComparedRow {
  const { measure, scope, baseline, value, baselineBandPercent } = change;
  return {
    measure,
    scope,
    label: labelOf(measure, undefined, model),
    baseline: baseline === undefined ? '' : formatBanded(measure, baseline, baselineBandPercent),
    value: valueText(change),
    change: baseline === undefined || value === undefined ? '' : formatChange(measure, baseline, value),
    budget: budgets.map(budgetCell).join(', '),
    shortBudget: budgets.map(shortBudgetCell).join(', '),
    verdict: budgets.length > 0 ? worst(budgets.map((j) => j.verdict)) : undefined,
    excessShare: Math.max(...budgets.map(excessShareOf), value === undefined ? 0 : Number.NEGATIVE_INFINITY),
  };
}

function valueText({ measure, value, bandPercent, atLeast }: Change): string {
  if (value !== undefined) return formatBanded(measure, value, bandPercent);
  return atLeast === undefined ? 'not measured' : formatAtLeast(measure, atLeast);
}

function excessShareOf({ kind, limit, atLeast, value = atLeast }: ReportedJudgement): number {
  if (limit === undefined || value === undefined) return Number.POSITIVE_INFINITY;
  const excess = isFloor(kind) ? limit - value : value - limit;
  return limit === 0 ? excess : excess / Math.abs(limit);
}

/** One row a measure: of several boards the worst stands for all; boards that exceed a budget keep their own rows. */
export function headlineRows(report: ModelReport): ComparedRow[] {
  const rows = comparedRows(report).map((row) => ({ ...row, budget: row.shortBudget }));
  const labels = [...new Set(rows.map(({ label }) => label))];
  return labels.flatMap((label) => {
    const own = rows.filter((row) => row.label === label);
    if (own.length === 1) return [labelled(own[0], own[0].scope)];
    const bad = own.filter(({ verdict }) => verdict === 'fail' || verdict === 'not measured');
    if (bad.length > 0 && bad.length < own.length) return bad.map((row) => labelled(row, row.scope));
    const alike = own.every(
      (row) => row.value === own[0].value && row.baseline === own[0].baseline && row.budget === own[0].budget,
    );
    const [worstRow] = [...own].sort(bySeriousness);
    return [labelled(worstRow, alike ? `${own.length} boards` : `${worstRow.scope}, worst of ${own.length}`)];
  });
}

/** The row with its scope, or what stands for it, in the label. */
export function labelled(row: ComparedRow, scope: string | undefined): ComparedRow {
  return scope === undefined ? row : { ...row, label: `${row.label} (${scope})` };
}

function bySeriousness(a: ComparedRow, b: ComparedRow): number {
  const rank = ({ verdict }: ComparedRow) => (verdict ? VERDICTS.indexOf(verdict) : VERDICTS.length);
  return rank(a) - rank(b) || b.excessShare - a.excessShare;
}
