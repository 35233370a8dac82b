// The rules that the base has, or why they are not known: whoever judges finds them anew, and takes no report's word.
import { attemptLater, describeProblem, must, type Outcome, type Problem } from '../base/problem.ts';
import { type Rules, renamedModels } from '../config/rules.ts';
import type { Machine, RunGit } from '../gate/machine.ts';
import { findMergeBase, rejectNoGit } from './merge-base.ts';
import { gitBeside, pathInTree } from './repository.ts';
import { rulesAtCommit } from './rules.ts';

/** Known also where the base could not be measured. */
export type BaseRules =
  | {
      readonly rules: Rules;
      /** The head's models that have another name on the base: new to old. */
      readonly renamed: ReadonlyMap<string, string>;
    }
  | { readonly reason: string; readonly problem?: Problem };

export interface FoundRules {
  /** The base; undefined where it was not found. */
  readonly commit?: string;
  readonly rules: BaseRules;
}

export interface LocatedBase {
  readonly commit: string;
  /** kd.yaml's path from the repository's root. */
  readonly specInTree: string;
}

const MOST_REASON = 1000;

/** Why there is no base, or none of its rules, as the report says it. */
export function reasonOf(problem: Problem): string {
  return describeProblem(problem).slice(0, MOST_REASON);
}

/** `ref`: a branch, tag or commit; its merge base with HEAD is the base. Problems: `baseline/...`. */
export function locateBase(
  machine: Machine,
  git: RunGit,
  specFile: string,
  ref: string,
): Promise<Outcome<LocatedBase>> {
  return attemptLater(async () => {
    const specInTree = (await pathInTree(machine, git, specFile)) ?? rejectNoGit();
    return { specInTree, commit: must(await findMergeBase(git, ref)) };
  });
}

/** `own`: the head's rules. Never fails, as `findBaseline`. */
export async function findBaseRules(machine: Machine, specFile: string, ref: string, own: Rules): Promise<FoundRules> {
  const git = gitBeside(machine, specFile);
  const located = await locateBase(machine, git, specFile, ref);
  if (!located.ok) return { rules: unknownRules(located.problems[0]) };
  const { commit, specInTree } = located.value;
  return { commit, rules: baseRulesOf(await rulesAtCommit(git, commit, specInTree, specFile), specFile, own) };
}

/** `found`: undefined where the base has no kd.yaml. */
export function baseRulesOf(found: Outcome<Rules | undefined>, specFile: string, own: Rules): BaseRules {
  if (!found.ok) return unknownRules(found.problems[0]);
  if (!found.value) return { reason: notThere(specFile) };
  return { rules: found.value, renamed: renamedModels(found.value, own) };
}

export function unknownRules(problem: Problem): BaseRules {
  return { reason: reasonOf(problem), problem };
}

export function notThere(specFile: string): string {
  return `${specFile} is not there on the base`;
}
