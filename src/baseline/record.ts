// A report as the record of its commit.
import type { Figures } from '../report/measurements.ts';
import type { Report } from '../report/report.ts';
import type { CommitRecord } from '../store/commits.ts';
import { type FileDigests, inOrder } from '../store/reads.ts';

/** `isWhole`: the report has all models of its kd.yaml. */
export function recordOf(report: Report, untracked: FileDigests, isWhole: boolean): CommitRecord {
  return { untracked: inOrder(untracked), results: figuresByModel(report), isWhole };
}

/** What depends neither on budgets nor on a baseline, by the model's name. */
function figuresByModel({ models }: Report): Map<string, Figures> {
  return new Map(
    models.map(({ verdict: _, budgets: __, headroom: ___, base: ____, paired: _____, ...figures }) => [
      figures.name,
      figures,
    ]),
  );
}
