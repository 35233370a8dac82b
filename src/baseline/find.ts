// The baseline of a run, which is the merge base: found in the result store, or measured the same way as the workspace.
import { attemptLater, describeProblem, must, type Outcome, type Problem } from '../base/problem.ts';
import { type Io, MOST_FILE_BYTES } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';
import type { RunTools } from '../gate/tools.ts';
import { baselineModelOf } from '../report/measurements.ts';
import type { BaselineModel, Report, Tool } from '../report/report.ts';
import { type CommitRecord, commitKey, keepCommit, recallCommit } from '../store/commits.ts';
import { digestsFrom } from '../store/reads.ts';
import type { Store } from '../store/results.ts';
import { type CommitInput, measureCommit } from './measure.ts';
import { findMergeBase, rejectNoGit } from './merge-base.ts';
import { pathInTree } from './repository.ts';
import { removeAbandoned } from './worktree.ts';

export interface Baseline {
  /** Its part of report.json. */
  readonly report: NonNullable<Report['base']>;
  /** By name. */
  readonly models: ReadonlyMap<string, BaselineModel>;
  /** Why there is none, where that deserves a warning; a first run doesn't. */
  readonly problem?: Problem;
}

export interface BaselineQuestion {
  /** A branch, tag or commit; its merge base with HEAD is the baseline. */
  readonly ref: string;
  /** As the user named it, from the current folder. */
  readonly specFile: string;
  /** Only these are wanted. */
  readonly models: readonly string[];
  readonly tool: Tool;
}

/** Never fails: without a baseline there is a reason, and relative budgets say "no baseline". */
export async function findBaseline(
  io: Io,
  machine: Machine,
  tools: RunTools,
  store: Store | undefined,
  { ref, ...question }: BaselineQuestion,
): Promise<Baseline> {
  const git = machine.gitIn(machine.currentFolder());
  const located = await attemptLater(async () => {
    const specInTree = (await pathInTree(machine, git, question.specFile)) ?? rejectNoGit();
    return { specInTree, commit: must(await findMergeBase(git, ref)) };
  });
  if (!located.ok) return noBaseline(located.problems[0]);
  await removeAbandoned(machine, git);
  const folder = io.folderOf(question.specFile);
  const found = await recallOrMeasure(
    {
      ...question,
      ...located.value,
      tools,
      store,
      readInWorkspace: (path) => io.readInside(folder, path, MOST_FILE_BYTES),
    },
    (input) => measureCommit(machine, git, input),
  );
  return found.ok ? found.value : noBaseline(found.problems[0], located.value.commit);
}

function recallOrMeasure(
  input: CommitInput,
  measure: (input: CommitInput) => Promise<Outcome<CommitRecord | undefined>>,
): Promise<Outcome<Baseline>> {
  const { commit, specFile, specInTree, models, tool, store, readInWorkspace } = input;
  return attemptLater(async () => {
    const key = commitKey(commit, specInTree, tool, store?.build);
    const known = store && (await recallCommit(store.folder, key, digestsFrom(readInWorkspace)));
    const isEnough = known && models.every((name) => name in known.results || known.isWhole);
    if (isEnough) return baselineOf('stored', commit, known, tool);
    const measured = must(await measure(input));
    if (!measured) return withoutSpec(commit, specFile);
    // Jobs of a matrix measure a model each; what others found of the same commit stays.
    const record = { ...measured, results: { ...known?.results, ...measured.results } };
    if (store) await keepCommit(store.folder, key, record);
    return baselineOf('measured', commit, record, tool);
  });
}

/** A folder of samples has a file each; the report names that many. */
const MOST_NAMED = 1000;

function baselineOf(status: 'stored' | 'measured', commit: string, record: CommitRecord, tool: Tool): Baseline {
  const models = Object.entries(record.results).map(
    ([name, figures]) => [name, baselineModelOf(figures, tool)] as const,
  );
  const untracked = Object.keys(record.untracked).slice(0, MOST_NAMED);
  return {
    report: { status, commit, ...(untracked.length > 0 && { untracked }) },
    models: new Map(models),
  };
}

/** The first run of a project. */
function withoutSpec(commit: string, specFile: string): Baseline {
  const reason = `${specFile} is not there on the base`;
  return { report: { status: 'none', commit, reason }, models: new Map() };
}

function noBaseline(problem: Problem, commit?: string): Baseline {
  const reason = describeProblem(problem).slice(0, 1000);
  return { report: { status: 'none', ...(commit && { commit }), reason }, models: new Map(), problem };
}
