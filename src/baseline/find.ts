// The baseline of a run, which is the merge base: found in the result store, or measured the same way as the workspace.
import { attemptLater, must, type Outcome, type Problem } from '../base/problem.ts';
import { MOST_FILE_BYTES } from '../base/read-file.ts';
import type { Rules } from '../config/rules.ts';
import type { Io } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';
import type { RunTools } from '../gate/tools.ts';
import { baselineModelOf } from '../report/measurements.ts';
import type { BaselineModel, Report, Tool } from '../report/report.ts';
import { type CommitRecord, commitKey, keepCommit, recallCommit } from '../store/commits.ts';
import { digestsFrom } from '../store/reads.ts';
import { type Store, storing } from '../store/store.ts';
import { type BaseRules, baseRulesOf, locateBase, notThere, reasonOf, unknownRules } from './base-rules.ts';
import { type CommitInput, measureCommit } from './measure.ts';
import { rulesAtCommit } from './rules.ts';
import { removeAbandoned } from './worktree.ts';

export interface Baseline {
  /** Its part of report.json. */
  readonly report: NonNullable<Report['base']>;
  /** By name. */
  readonly models: ReadonlyMap<string, BaselineModel>;
  /** Why there is none, where that deserves a warning; a first run doesn't. */
  readonly problem?: Problem;
  readonly rules: BaseRules;
}

export interface BaselineQuestion {
  /** A branch, tag or commit; its merge base with HEAD is the baseline. */
  readonly ref: string;
  /** As the user named it, from the current folder. */
  readonly specFile: string;
  /** Only these are wanted; names of the workspace's. */
  readonly models: readonly string[];
  /** The workspace's. */
  readonly rules: Rules;
  readonly tool: Tool;
}

/** Never fails: without a baseline there is a reason, and relative budgets say "no baseline". */
export async function findBaseline(
  io: Io,
  machine: Machine,
  tools: RunTools,
  store: Store | undefined,
  { ref, rules: ownRules, ...question }: BaselineQuestion,
): Promise<Baseline> {
  const git = machine.gitIn(machine.currentFolder());
  const located = await locateBase(machine, git, question.specFile, ref);
  if (!located.ok) return { ...noBaseline(located.problems[0]), rules: unknownRules(located.problems[0]) };
  const { commit, specInTree } = located.value;
  const found = await rulesAtCommit(git, commit, specInTree, question.specFile);
  const rules = baseRulesOf(found, question.specFile, ownRules);
  const renamed = 'reason' in rules ? NONE : rules.renamed;
  const folder = io.folderOf(question.specFile);
  const figures = await recallOrMeasure(
    {
      ...question,
      ...located.value,
      models: question.models.map((name) => renamed.get(name) ?? name),
      tools,
      store,
      readInWorkspace: (path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most),
    },
    async (input) => {
      await removeAbandoned(machine, git);
      return measureCommit(machine, git, input);
    },
  );
  if (!figures.ok) return { ...noBaseline(figures.problems[0], commit), rules };
  return { ...figures.value, models: underNewNames(figures.value.models, renamed), rules };
}

const NONE: ReadonlyMap<string, string> = new Map();

type BaselineModels = ReadonlyMap<string, BaselineModel>;

/** A renamed model is compared with what it was. */
function underNewNames(models: BaselineModels, renamed: ReadonlyMap<string, string>): BaselineModels {
  const named = new Map(models);
  for (const [name, old] of renamed) {
    const model = models.get(old);
    if (model) named.set(name, model);
  }
  return named;
}

/** All but the rules, which are known before. */
type Figures = Omit<Baseline, 'rules'>;

function recallOrMeasure(
  input: CommitInput,
  measure: (input: CommitInput) => Promise<Outcome<CommitRecord | undefined>>,
): Promise<Outcome<Figures>> {
  const { commit, specFile, specInTree, models, tool, store, readInWorkspace } = input;
  return attemptLater(async () => {
    const key = commitKey(commit, specInTree, tool, store?.build);
    const known = store && (await recallCommit(store, key, digestsFrom(readInWorkspace)));
    const isEnough = known && models.every((name) => known.results.has(name) || known.isWhole);
    if (isEnough) return baselineOf('stored', commit, known, tool);
    const measured = must(await measure(input));
    if (!measured) return withoutSpec(commit, specFile);
    // Jobs of a matrix measure a model each; what others found of the same commit stays.
    const record = { ...measured, results: new Map([...(known?.results ?? []), ...measured.results]) };
    if (store) await storing(store, () => keepCommit(store.folder, key, record));
    return baselineOf('measured', commit, record, tool);
  });
}

/** A folder of samples has a file each; the report names that many. */
const MOST_NAMED = 1000;

function baselineOf(status: 'stored' | 'measured', commit: string, record: CommitRecord, tool: Tool): Figures {
  const models = [...record.results].map(([name, figures]) => [name, baselineModelOf(figures, tool)] as const);
  const untracked = [...record.untracked.keys()].slice(0, MOST_NAMED);
  return {
    report: { status, commit, ...(untracked.length > 0 && { untracked }) },
    models: new Map(models),
  };
}

/** The first run of a project. */
function withoutSpec(commit: string, specFile: string): Figures {
  return { report: { status: 'none', commit, reason: notThere(specFile) }, models: new Map() };
}

function noBaseline(problem: Problem, commit?: string): Figures {
  return {
    report: { status: 'none', ...(commit && { commit }), reason: reasonOf(problem) },
    models: new Map(),
    problem,
  };
}
