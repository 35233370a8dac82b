// The base that a run of the action compares with, and whose rules judge: the jobs of a matrix and the one that merges
// them are told the same.
import type { Outcome } from '../../base/problem.ts';
import type { Workflow } from '../../github/workflow.ts';
import { RULES, type WhoseRules } from '../defaults.ts';
import type { Inputs } from './inputs.ts';

export interface BaseSettings {
  readonly baselineRef: string | undefined;
  /** False: that is what GitHub's event says. */
  readonly isBaselineNamed: boolean;
  readonly rules: WhoseRules;
}

export function baseSettings(
  { base, rules }: Pick<Inputs, 'base' | 'rules'>,
  workflow: Outcome<Workflow>,
): BaseSettings {
  const ofEvent = workflow.ok ? workflow.value : undefined;
  const isNamed = base !== undefined;
  // What was pushed has been merged: from then on changed rules hold.
  const isMerged = ofEvent?.event === 'push' && !isNamed;
  return {
    baselineRef: base ?? ofEvent?.baseCommit,
    isBaselineNamed: isNamed,
    rules: isMerged ? RULES : rules,
  };
}
