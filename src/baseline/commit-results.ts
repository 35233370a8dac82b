// What the models of a commit measure: found in the result store, or measured now and kept.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { Machine, RunGit } from '../gate/machine.ts';
import { type CommitRecord, commitKey, keepCommit, recallCommit } from '../store/commits.ts';
import { digestsFrom } from '../store/reads.ts';
import { storing } from '../store/store.ts';
import { type CommitInput, measureCommit } from './measure.ts';
import { keepPointsOf } from './points.ts';
import { removeAbandoned } from './worktree.ts';

export interface CommitResults {
  readonly status: 'stored' | 'measured';
  readonly record: CommitRecord;
}

/** Undefined where the commit has no kd.yaml. Problems: as `measureCommit`. */
export function resultsOfCommit(
  machine: Machine,
  git: RunGit,
  input: CommitInput,
): Promise<Outcome<CommitResults | undefined>> {
  const { commit, specInTree, tool, store } = input;
  return attemptLater(async () => {
    const found = must(await recallOrMeasure(machine, git, input));
    if (found && store) await keepPointsOf(git, store, { commit, specInTree }, tool, found.record);
    return found;
  });
}

function recallOrMeasure(
  machine: Machine,
  git: RunGit,
  input: CommitInput,
): Promise<Outcome<CommitResults | undefined>> {
  const { commit, specInTree, models, tool, store, readInWorkspace } = input;
  return attemptLater(async () => {
    const key = commitKey(commit, specInTree, tool, store?.build);
    const known = store && (await recallCommit(store, key, digestsFrom(readInWorkspace)));
    const isEnough = known && models.every((name) => known.results.has(name) || known.isWhole);
    if (isEnough) return { status: 'stored', record: known };
    await removeAbandoned(machine, git);
    const measured = must(await measureCommit(machine, git, input));
    if (!measured) return undefined;
    // Jobs of a matrix measure a model each; what others found of the same commit stays.
    const record = { ...measured, results: new Map([...(known?.results ?? []), ...measured.results]) };
    if (store) await storing(store, () => keepCommit(store.folder, key, record));
    return { status: 'measured', record };
  });
}
