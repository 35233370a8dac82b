// The baseline of a run, which is the merge base: found in the result store, or measured the same way as the workspace.
import { attemptLater, must, type Outcome, type Problem } from '../base/problem.ts';
import { MOST_FILE_BYTES } from '../base/read-file.ts';
import type { Rules } from '../config/rules.ts';
import type { Io } from '../gate/io.ts';
import type { Machine, RunGit } from '../gate/machine.ts';
import type { RunTools } from '../gate/tools.ts';
import type { HistoryPoint } from '../report/history.ts';
import { baselineModelOf } from '../report/measurements.ts';
import type { BaselineModel, Report, Tool } from '../report/report.ts';
import type { CommitRecord } from '../store/commits.ts';
import type { Store } from '../store/store.ts';
import { type BaseRules, baseRulesOf, locateBase, notThere, reasonOf, unknownRules } from './base-rules.ts';
import { resultsOfCommit } from './commit-results.ts';
import type { CommitInput } from './measure.ts';
import { historyBefore } from './points.ts';
import { gitBeside } from './repository.ts';
import { rulesAtCommit } from './rules.ts';

export interface Baseline {
  /** Its part of report.json. */
  readonly report: NonNullable<Report['base']>;
  /** By name. */
  readonly models: ReadonlyMap<string, BaselineModel>;
  /** Why there is none, where that deserves a warning; a first run doesn't. */
  readonly problem?: Problem;
  readonly rules: BaseRules;
  /** By the model's name: what is stored of the baseline and of commits before it. */
  readonly history?: ReadonlyMap<string, readonly HistoryPoint[]>;
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
  const git = gitBeside(machine, question.specFile);
  const located = await locateBase(machine, git, question.specFile, ref);
  if (!located.ok) return { ...noBaseline(located.problems[0]), rules: unknownRules(located.problems[0]) };
  const { commit, specInTree } = located.value;
  const found = await rulesAtCommit(git, commit, specInTree, question.specFile);
  const rules = baseRulesOf(found, question.specFile, ownRules);
  const renamed = 'reason' in rules ? NONE : rules.renamed;
  const folder = io.folderOf(question.specFile);
  const input: CommitInput = {
    ...located.value,
    models: question.models.map((name) => renamed.get(name) ?? name),
    tool: question.tool,
    ...{ tools, store },
    readInWorkspace: (path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most),
    ...{ shownFile: `the base's ${question.specFile}`, prefix: 'base of ' },
  };
  const figures = await recallOrMeasure(machine, git, input, question.specFile);
  const history = store && (await historyBefore(git, store, located.value, question.models, renamed));
  if (!figures.ok) return { ...noBaseline(figures.problems[0], commit), rules, history };
  return { ...figures.value, models: underNewNames(figures.value.models, renamed), rules, history };
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

/** Without the rules, which are known before, and without what is known of other commits. */
type Figures = Omit<Baseline, 'rules' | 'history'>;

function recallOrMeasure(
  machine: Machine,
  git: RunGit,
  input: CommitInput,
  specFile: string,
): Promise<Outcome<Figures>> {
  return attemptLater(async () => {
    const { commit, tool } = input;
    const found = must(await resultsOfCommit(machine, git, input));
    return found ? baselineOf(found.status, commit, found.record, tool) : withoutSpec(commit, specFile);
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
