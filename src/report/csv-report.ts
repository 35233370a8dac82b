// The report as CSV: a row a model, measure and board, in the measures' own units.
import type { MeasureName } from '../budget/measures.ts';
import { worst } from '../budget/verdict.ts';
import { changesOf } from './compare.ts';
import { csvText } from './csv.ts';
import type { ModelReport, Report, ReportedJudgement } from './report.ts';
import { budgetText, describe } from './rows.ts';

const HEAD = [
  ...['model', 'measure', 'board', 'unit', 'base', 'head', 'bandPercent', 'atLeast', 'change', 'changePercent'],
  ...['budget', 'verdict', 'reason'],
];

/** `''`: a measure without a unit, or in the unit of the targets. */
type Unit = 'bytes' | 'ms' | 'share' | 'count' | '';

const UNITS: Readonly<Record<MeasureName, Unit>> = {
  ...{ size: 'bytes', gzip: 'bytes', arena: 'bytes', flash: 'bytes', latency: 'ms', macs: 'count' },
  ...{ instructions: 'count', accuracy: 'share', quantDrop: 'share', error: '', rmse: '', auc: '' },
  ...{ f1: 'share', balancedAccuracy: 'share', recall: 'share', precision: 'share', recallAt: 'share' },
  ...{ topK: 'share', agreement: 'share' },
};

/** Numbers as in report.json, unrounded. Budgets of a measure share its row; a board's own verdict has one. */
export function renderCsv({ models }: Report): string {
  return csvText([HEAD, ...models.flatMap((model) => [...measureRows(model), ...boardRows(model)])]);
}

function measureRows(model: ModelReport) {
  const judged = model.budgets.filter(({ ofBoard }) => !ofBoard);
  const changes = changesOf(model);
  const others = judged.filter((j) => !changes.some((c) => c.measure === j.measure && c.scope === j.scope));
  const elsewhere = others.map(({ measure, scope }): (typeof changes)[number] => ({ measure, scope }));
  const known = [...changes, ...elsewhere].filter((change, i, all) => {
    return all.findIndex((c) => c.measure === change.measure && c.scope === change.scope) === i;
  });
  return known.flatMap(({ measure, scope, baseline, value, bandPercent, atLeast }) => {
    const budgets = judged.filter((j) => j.measure === measure && j.scope === scope);
    // Such as the error of a model that answers classes.
    if (baseline === undefined && value === undefined && budgets.length === 0) return [];
    const change = value === undefined || baseline === undefined ? undefined : value - baseline;
    const percent = change === undefined || !baseline ? undefined : (100 * change) / baseline;
    const row = [
      ...[model.name, measure, scope, UNITS[measure], baseline, value, bandPercent, atLeast, change, percent],
      ...[budgets.map(budgetText).join('; '), verdictOf(budgets), reasonOf(budgets)],
    ];
    return [row];
  });
}

function boardRows({ name, budgets }: ModelReport) {
  return budgets
    .filter(({ ofBoard }) => ofBoard)
    .map((judgement) => [
      ...[name, 'board', judgement.scope, '', undefined, undefined, undefined, undefined, undefined, undefined],
      ...['', judgement.verdict, describe(judgement)],
    ]);
}

const verdictOf = (budgets: readonly ReportedJudgement[]) =>
  budgets.length === 0 ? undefined : worst(budgets.map(({ verdict }) => verdict));

/** Of those that aren't met. */
function reasonOf(budgets: readonly ReportedJudgement[]): string | undefined {
  const told = budgets.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'no baseline').map(describe);
  return told.length === 0 ? undefined : told.join('; ');
}
