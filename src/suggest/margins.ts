// How far a model's answers are within its budgets, on a scale on which steps of a network's size are even.
import { log } from '../base/elementary.ts';
import { isFloor, type MeasureName, SHARE_MEASURES } from '../budget/measures.ts';
import type { ModelReport, ReportedJudgement } from '../report/report.ts';
import { COSTS } from './judged.ts';

/** What int8 takes away hardly depends on a network's size, so that it is forecast by itself. */
export const MARGINS = ['answers', 'quantization'] as const;
export type MarginName = (typeof MARGINS)[number];

/** The budget that leaves least; logarithms of the error that it allows over the one that is made. None without one. */
export type Margins = Readonly<Partial<Record<MarginName, number>>>;

/** Beside it two errors are the same: a tenth of a percent. */
const LEAST_ERROR = 1e-3;
/** Of a budget whose figure nobody knows. */
const UNKNOWN = -1;

export function marginsOf({ budgets }: Pick<ModelReport, 'budgets'>): Margins {
  const margins: Partial<Record<MarginName, number>> = {};
  for (const judgement of budgets) {
    const { measure, level, ofBoard } = judgement;
    if (level !== 'fail' || ofBoard === true || COSTS.includes(measure)) continue;
    const name = measure === 'quantDrop' ? 'quantization' : 'answers';
    margins[name] = Math.min(margins[name] ?? Number.POSITIVE_INFINITY, marginOf(judgement));
  }
  return margins;
}

/** Below 0 if and only if the budget fails. */
function marginOf({ measure, kind, verdict, value, limit }: ReportedJudgement): number {
  const fails = verdict === 'fail' || verdict === 'not measured';
  if (value === undefined || limit === undefined) return fails ? UNKNOWN : 0;
  const error = (figure: number) => Math.max(errorOf(measure, isFloor(kind), figure), 0) + LEAST_ERROR;
  const margin = log(error(limit) / error(value));
  return fails ? Math.min(margin, -LEAST_ERROR) : Math.max(margin, 0);
}

/** 3 % of an accuracy of 97 %. */
function errorOf(measure: MeasureName, isLeast: boolean, figure: number): number {
  return isLeast && (measure === 'auc' || SHARE_MEASURES.includes(measure)) ? 1 - figure : figure;
}
