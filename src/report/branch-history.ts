// What the models of kd.yaml measured on the commits of a branch.
import type { HistoryPoint } from './history.ts';
import type { Tool } from './report.ts';

export interface DatedCommit {
  readonly commit: string;
  /** `2026-11-26`; undefined where the clone doesn't have the commit. */
  readonly date?: string;
  /** Why there is no point of it. */
  readonly reason?: string;
}

/** All lists begin with the oldest. */
export interface BranchHistory {
  readonly specFile: string;
  readonly tool: Tool;
  readonly commits: readonly DatedCommit[];
  readonly models: readonly { readonly name: string; readonly points: readonly HistoryPoint[] }[];
}
