// Which metrics have rows, and what they are called there.
import { isMetric } from '../budget/metrics/metrics.ts';
import type { ModelReport, ReportedJudgement } from './report.ts';

export const METRIC_LABELS = {
  rmse: 'RMSE',
  auc: 'AUC',
  f1: 'F1',
  balancedAccuracy: 'balanced accuracy',
  recall: 'recall',
  precision: 'precision',
  recallAt: 'recall at rate',
  topK: 'top-k accuracy',
  agreement: 'agreement with the teacher',
} as const;

/** What is computed from the answers has rows where a budget judges it, and its figures there alone. */
export function judgedMetrics({ budgets }: Pick<ModelReport, 'budgets'>): readonly ReportedJudgement[] {
  const judged = budgets.filter(
    ({ measure, value }) => isMetric(measure) && measure !== 'error' && value !== undefined,
  );
  const isFirst = (one: ReportedJudgement) =>
    judged.find(({ measure, scope }) => measure === one.measure && scope === one.scope) === one;
  return judged.filter(isFirst);
}
