// The rows of a comparison: baseline, value, change and budget of each measure, for the comment and the terminal.
import { isFloor, type MeasureName } from '../budget/judge.ts';
import { VERDICTS, type Verdict, worst } from '../budget/verdict.ts';
import { type Change, changesOf } from './compare.ts';
import { formatChange, formatMeasure } from './format.ts';
import type { ModelReport, ReportedJudgement } from './report.ts';
import { budgetText, labelOf } from './rows.ts';

export interface ComparedRow {
  readonly measure: MeasureName;
  readonly scope?: string;
  readonly label: string;
  readonly baseline: string;
  readonly value: string;
  readonly change: string;
  readonly budget: string;
  readonly verdict?: Verdict;
  /** The excess over the limit as a share of it, negative within: what makes a board the worst one. */
  readonly excessShare: number;
}

/** Every measure with a figure on either side or a budget. */
export function comparedRows(report: ModelReport): ComparedRow[] {
  const changes = changesOf(report);
  const judgedElsewhere = report.budgets.filter(
    (j) => !changes.some((c) => c.measure === j.measure && c.scope === j.scope),
  );
  const unmeasured = judgedElsewhere.map(({ measure, scope }): Change => ({ measure, scope }));
  return [...changes, ...unmeasured].flatMap((change) => {
    const budgets = report.budgets.filter((j) => j.measure === change.measure && j.scope === change.scope);
    const isKnown = change.value !== undefined || change.baseline !== undefined;
    return isKnown || budgets.length > 0 ? [rowOf(change, budgets)] : [];
  });
}

function rowOf({ measure, scope, baseline, value }: Change, budgets: readonly ReportedJudgement[]): ComparedRow {
  return {
    measure,
    scope,
    label: labelOf(measure, undefined),
    baseline: baseline === undefined ? '' : formatMeasure(measure, baseline),
    value: value === undefined ? 'not measured' : formatMeasure(measure, value),
    change: baseline === undefined || value === undefined ? '' : formatChange(measure, baseline, value),
    budget: budgets.map(budgetText).join(', '),
    verdict: budgets.length > 0 ? worst(budgets.map((j) => j.verdict)) : undefined,
    excessShare: Math.max(...budgets.map(excessShareOf), value === undefined ? 0 : Number.NEGATIVE_INFINITY),
  };
}

function excessShareOf({ kind, limit, value }: ReportedJudgement): number {
  if (limit === undefined || value === undefined) return Number.POSITIVE_INFINITY;
  const excess = isFloor(kind) ? limit - value : value - limit;
  return limit === 0 ? excess : excess / Math.abs(limit);
}

/** One row a measure: of several boards the worst stands for all; boards that exceed a budget keep their own rows. */
export function headlineRows(report: ModelReport): ComparedRow[] {
  const rows = comparedRows(report);
  const measures = [...new Set(rows.map(({ measure }) => measure))];
  return measures.flatMap((measure) => {
    const own = rows.filter((row) => row.measure === measure);
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
