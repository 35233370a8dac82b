// A report as the record of its commit.
import { figuresIn } from '../report/measurements.ts';
import type { Report } from '../report/report.ts';
import type { CommitRecord } from '../store/commits.ts';
import { type FileDigests, inOrder } from '../store/reads.ts';

/** `isWhole`: the report has all models of its kd.yaml. */
export function recordOf(report: Report, untracked: FileDigests, isWhole: boolean): CommitRecord {
  return {
    untracked: inOrder(untracked),
    results: new Map(report.models.map((model) => [model.name, figuresIn(model)])),
    isWhole,
  };
}
