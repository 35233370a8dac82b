// When a pull request gets a comment: the values of the input `comment`.
import { exitStatus } from '../budget/verdict.ts';
import { hasChanged } from '../report/changed.ts';
import type { Report } from '../report/report.ts';

/** A comment that is there is brought up to date with every one of them but `off`. */
export const COMMENT_MODES = ['always', 'changes', 'failures', 'off'] as const;
export type CommentMode = (typeof COMMENT_MODES)[number];

/** What fails the check is always told, even where someone accepted it. */
export function isWorthComment(report: Report, mode: CommentMode): boolean {
  if (mode === 'off') return false;
  const isFailure = exitStatus(report.verdict) !== 0;
  return isFailure || mode === 'always' || (mode === 'changes' && hasChanged(report));
}
