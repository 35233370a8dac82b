// The rules of a run: what changed in them, and which of them judge.
import type { Problem } from '../../base/problem.ts';
import type { BaseRules } from '../../baseline/base-rules.ts';
import { compareRules, isSameBoard, type Rules } from '../../config/rules.ts';
import type { Spec } from '../../config/spec.ts';
import { type JudgingRules, rulesOfBase } from '../../gate/judging.ts';
import type { ReportedRules } from '../../report/report.ts';
import type { WhoseRules } from '../defaults.ts';

export interface Ruling {
  readonly reported: ReportedRules;
  /** By the model's name; undefined where every model is judged by its own section. */
  readonly judging?: ReadonlyMap<string, JudgingRules>;
  /** Whether models are measured on boards that their own kd.yaml doesn't name, or has otherwise. */
  readonly hasOtherBoards: boolean;
  /** Why the base's rules are not known, where that is no first run. */
  readonly problem?: Problem;
}

/** `own`: the rules of `spec`. */
export function ruleOn(wanted: WhoseRules, base: BaseRules, own: Rules, spec: Spec): Ruling {
  if ('reason' in base) {
    const { reason, problem } = base;
    // A first run has nothing to say but where the base was to judge.
    const isTold = wanted === 'base' || problem !== undefined;
    const reported: ReportedRules = { wanted, judgedBy: 'head', ...(isTold && { reason }), changes: [] };
    return { reported, hasOtherBoards: false, problem };
  }
  const reported = { wanted, judgedBy: wanted, changes: compareRules(base.rules, own, spec) };
  if (wanted === 'head') return { reported, hasOtherBoards: false };
  const judging = rulesOfBase(base.rules, own, base.renamed, spec);
  return { reported, judging, hasOtherBoards: [...judging].some(isOnOtherBoards(own)) };
}

function isOnOtherBoards(own: Rules): (entry: readonly [string, JudgingRules]) => boolean {
  return ([name, { boards }]) => {
    const named = own.get(name)?.boards ?? [];
    const isSame = boards.every((board) => named.some((mine) => mine.id === board.id && isSameBoard(mine, board)));
    return !isSame;
  };
}
