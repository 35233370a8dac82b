// Whether a report says anything that the base's would not: what a quiet comment waits for.
import { changesOf } from './compare.ts';
import type { ModelReport, Report } from './report.ts';

/**
 * False where every model is on the base, to the byte, with the same figures, answers and boards, by the same rules.
 * Warnings and budgets that are exceeded on both sides alike are no change.
 */
export function hasChanged({ models, missing = [], rules }: Pick<Report, 'models' | 'missing' | 'rules'>): boolean {
  const isWhole = models.length > 0 && missing.length === 0;
  return !isWhole || (rules?.changes ?? []).length > 0 || models.some(isOtherModel);
}

function isOtherModel(report: ModelReport): boolean {
  const { base, model, boards, computers, unmeasuredBoards, answersBySample, perClass } = report;
  if (!base || base.model.sha256 !== model.sha256) return true;
  const isMeasuredOtherwise = changesOf(report).some(
    ({ value, baseline, bandPercent, baselineBandPercent }) =>
      value !== baseline || bandPercent !== baselineBandPercent,
  );
  // What runs where, and what each sample is answered, may change without any figure.
  const now = [boards, computers, unmeasuredBoards, answersBySample, perClass];
  const before = [base.boards, base.computers, base.unmeasuredBoards, base.answersBySample, base.perClass];
  return isMeasuredOtherwise || JSON.stringify(now) !== JSON.stringify(before);
}
