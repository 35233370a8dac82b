// The history of a branch: the points that are stored, and those of the commits that are measured now.
import { describeProblem, type Problem, reject } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { resultsOfCommit } from '../../baseline/commit-results.ts';
import { lineOf } from '../../baseline/line.ts';
import { rejectNoGit } from '../../baseline/merge-base.ts';
import { behindIn, historyPointOf } from '../../baseline/points.ts';
import { COMMIT, gitBeside, pathInTree } from '../../baseline/repository.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine, RunGit } from '../../gate/machine.ts';
import type { Threads } from '../../gate/threads.ts';
import { type RunTools, runTools } from '../../gate/tools.ts';
import type { BranchHistory } from '../../report/branch-history.ts';
import { pointFiguresOf } from '../../report/points.ts';
import type { Tool } from '../../report/report.ts';
import { type CommitPoints, isOf, pointsKey, recallPoints } from '../../store/points.ts';
import { prune } from '../../store/prune.ts';
import { type Store, tellOnce } from '../../store/store.ts';
import { THREADS } from '../defaults.ts';
import { openStore } from '../run/open-store.ts';

export interface HistoryOptions {
  /** So many commits, the newest of them `ref`. */
  readonly last: number;
  readonly ref: string;
  readonly specFile: string;
  /** Their names as they are now. */
  readonly models: readonly string[];
  /** True: nothing is measured. */
  readonly stored?: boolean;
  readonly store?: string;
  readonly threads?: Threads;
  readonly engines?: string;
}

export interface CollectedHistory {
  readonly history: BranchHistory;
  readonly warnings: readonly Problem[];
}

/** Runs inside an attempt. */
export async function collectHistory(
  io: Io,
  machine: Machine,
  engine: Engine,
  options: HistoryOptions,
): Promise<CollectedHistory> {
  const { specFile, models } = options;
  const git = gitBeside(machine, specFile);
  const specInTree = (await pathInTree(machine, git, specFile)) ?? rejectNoGit();
  const tip = await commitNamed(git, options.ref);
  const warnings: Problem[] = [];
  const tell = tellOnce(warnings);
  const store = options.store
    ? await openStore(io, machine, engine, options.store, { tell, resumes: true })
    : undefined;
  const line = await lineOf(git, tip, options.last, store && behindIn(store, specInTree));
  const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
  const tools = runTools(io, engine, options.threads ?? THREADS, options.engines);
  const branch = { io, machine, git, specFile, specInTree, models, tool, tools, store };
  const found: FoundPoints[] = [];
  try {
    for (const [i, commit] of line.entries()) {
      const place = `${commit.slice(0, 7)} (${i + 1} of ${line.length})`;
      found.unshift(await pointsAt(branch, commit, place, options.stored));
    }
  } finally {
    tools.finish();
    if (store && !options.stored) await prune(store.folder);
  }
  const dates = await datesOf(git, line);
  return {
    warnings,
    history: {
      ...{ specFile, tool },
      commits: found.map(({ commit, reason }) => {
        const date = dates.get(commit);
        return { commit, ...(date && { date }), ...(reason && { reason }) };
      }),
      models: models.map((name) => ({
        name,
        points: found.flatMap(({ commit, points }) => (points && historyPointOf(commit, points, name)) ?? []),
      })),
    },
  };
}

async function commitNamed(git: RunGit, ref: string): Promise<string> {
  if (ref.startsWith('-') || /[\s\0]/.test(ref)) reject('baseline/ref', `"${ref}" is no name of a commit`);
  const answer = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  const commit = answer.out.trim();
  if (answer.status === 0 && COMMIT.test(commit)) return commit;
  return reject('baseline/ref', `git knows no commit "${ref}" here; fetch it first, or write another --ref`);
}

/** By the commit, as git prints them for the day of its committer. */
async function datesOf(git: RunGit, line: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const answer = await git(['log', '--first-parent', `--max-count=${line.length}`, '--format=%H %cs', line[0], '--']);
  return new Map(
    answer.out
      .split('\n')
      .flatMap((text) =>
        [/^([0-9a-f]+) (\d{4}-\d\d-\d\d)$/.exec(text)].flatMap((match) =>
          match ? [[match[1], match[2]] as const] : [],
        ),
      ),
  );
}

interface Branch {
  readonly io: Io;
  readonly machine: Machine;
  readonly git: RunGit;
  readonly specFile: string;
  readonly specInTree: string;
  readonly models: readonly string[];
  readonly tool: Tool;
  readonly tools: RunTools;
  readonly store: Store | undefined;
}

interface FoundPoints {
  readonly commit: string;
  readonly points?: CommitPoints;
  readonly reason?: string;
}

/** Those of another version of kd-gate stay where this one can't measure the commit. */
async function pointsAt(branch: Branch, commit: string, place: string, isStoredOnly = false): Promise<FoundPoints> {
  const { store, specInTree, models, tool } = branch;
  const known = store && (await recallPoints(store.folder, pointsKey(commit, specInTree)));
  const isWhole = known !== undefined && models.every((name) => known.models.has(name) || known.isWhole);
  if (isStoredOnly || (isWhole && isOf(known, tool))) return { commit, points: known };
  const { points, reason } = await measuredPoints(branch, commit, place);
  return { commit, points: points ?? known, ...(!points && { reason }) };
}

/** Where not all models can be measured at once, each is by itself: what is sound of them is stored by now. */
async function measuredPoints(
  branch: Branch,
  commit: string,
  place: string,
): Promise<{ readonly points?: CommitPoints; readonly reason: string }> {
  const { git, models, specInTree, tool } = branch;
  const short = commit.slice(0, 7);
  if ((await git(['cat-file', '-e', `${commit}^{commit}`])).status !== 0) {
    return { reason: 'this clone is shallow and does not have it; git fetch --unshallow' };
  }
  const hasSpec = (await git(['cat-file', '-e', `${commit}:${specInTree}`])).status === 0;
  let reason = hasSpec ? `its ${specInTree} has no such model` : `there is no ${specInTree} in it`;
  const figures: CommitPoints['models'][] = [];
  const measure = async (names: readonly string[]): Promise<boolean> => {
    const found = await resultsOfCommit(branch.machine, git, inputOf(branch, commit, names, place));
    if (!found.ok) reason = describeProblem(found.problems[0]).slice(0, MOST_REASON);
    else if (found.value)
      figures.push(new Map([...found.value.record.results].map(([name, f]) => [name, pointFiguresOf(f)])));
    return found.ok;
  };
  if (!(await measure(models)) && models.length > 1) for (const name of models) await measure([name]);
  const all = new Map(figures.flatMap((some) => [...some]));
  if (all.size === 0) return { reason: reason.replaceAll(`${short}'s `, '') };
  const { version, kernelsSha256 } = tool;
  return { reason, points: { version, kernelsSha256, before: [], models: all, isWhole: false } };
}

const MOST_REASON = 1000;

function inputOf(
  { io, specFile, specInTree, tool, tools, store }: Branch,
  commit: string,
  models: readonly string[],
  place: string,
) {
  const folder = io.folderOf(specFile);
  return {
    ...{ commit, specInTree, models, tool, tools, store },
    readInWorkspace: (path: string, most = MOST_FILE_BYTES) => io.readInside(folder, path, most),
    ...{ shownFile: `${commit.slice(0, 7)}'s ${specInTree}`, prefix: `${place} ` },
  };
}
