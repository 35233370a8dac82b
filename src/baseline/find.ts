// The base of a run: found in the result store, or its tree checked out beside the workspace and measured the same way.
import { sha256Hex } from '../base/digest.ts';
import { normalPath } from '../base/path.ts';
import { describeProblem, type Outcome, type Problem } from '../base/problem.ts';
import { parseSpec } from '../config/parse.ts';
import { resolveBoards } from '../config/resolve-boards.ts';
import { runGate } from '../gate/gate.ts';
import type { Io } from '../gate/io.ts';
import type { Machine, RunGit } from '../gate/machine.ts';
import { MOST_FILE_BYTES, MOST_SPEC_BYTES, type RunTools } from '../gate/run-tools.ts';
import { baseOf, type Figures } from '../report/measurements.ts';
import type { BaseModel, Report, Tool } from '../report/report.ts';
import { type CommitRecord, type FileDigests, keepCommit, keyOf, recallCommit } from '../store/entries.ts';
import { resultsOf, type Store } from '../store/results.ts';
import { addWorktree, cleanHead, findMergeBase, findRepository, isTracked, removeWorktree } from './merge-base.ts';

export interface Base {
  readonly report: NonNullable<Report['base']>;
  readonly models: ReadonlyMap<string, BaseModel>;
  /** Why there is none, where that is worth a warning; a first run isn't. */
  readonly problem?: Problem;
}

export interface BaseQuestion {
  /** A branch, tag or commit; its merge base with HEAD is the base. */
  readonly ref: string;
  /** As the user named it, from the current folder. */
  readonly specFile: string;
  /** Only these are wanted. */
  readonly models: readonly string[];
  readonly tool: Tool;
}

/** Never fails: without a base there is a reason, and relative budgets say "no baseline". */
export async function findBase(
  io: Io,
  machine: Machine,
  tools: RunTools,
  store: Store | undefined,
  question: BaseQuestion,
): Promise<Base> {
  const git = machine.gitIn(machine.currentFolder());
  const repository = await findRepository(git);
  if (!repository) return none({ code: 'base/no-git', message: 'this is no git repository, so there is no base' });
  const merge = await findMergeBase(git, question.ref);
  if (!merge.ok) return none(merge.problems[0]);
  const commit = merge.value;
  const { tool, models } = question;
  const here = machine.relativePath(machine.currentFolder(), question.specFile);
  const specInTree = `${repository.prefix}${here}`;
  const key = commitKey(commit, specInTree, tool, store?.build);
  const folder = io.folderOf(question.specFile);
  const known = store && (await recallCommit(store.shelf, key, digestsIn(io, folder)));
  if (known && models.every((name) => name in known.results || known.isWhole))
    return found('stored', commit, known, tool);
  const measured = await measureCommit(machine, tools, git, store, {
    ...question,
    commit,
    specInTree,
    workspaceFolder: folder,
    io,
  });
  if (!measured.ok) return none(measured.problems[0], commit);
  if (measured.value === undefined) {
    return {
      report: { status: 'none', commit, reason: `${question.specFile} is not there on the base` },
      models: new Map(),
    };
  }
  // Jobs of a matrix measure a model each; what others found of the same commit stays.
  const record = { ...measured.value, results: { ...known?.results, ...measured.value.results } };
  if (store) await keepCommit(store.shelf, key, record);
  return found('measured', commit, record, tool);
}

/** Stores the workspace's results as HEAD's, for runs that will compare with it; not when tracked files are changed. */
export async function keepHead(
  machine: Machine,
  { shelf, build }: Store,
  specFile: string,
  report: Report,
  files: FileDigests,
  isWhole: boolean,
): Promise<void> {
  const git = machine.gitIn(machine.currentFolder());
  const repository = await findRepository(git);
  const commit = repository && (await cleanHead(git));
  if (!repository || !commit) return;
  const specInTree = `${repository.prefix}${machine.relativePath(machine.currentFolder(), specFile)}`;
  if (!(await isTracked(git, normalPath(specInTree)))) return;
  const folder = specInTree.split('/').slice(0, -1).join('/');
  const untracked: Record<string, string> = {};
  for (const [path, digest] of Object.entries(files)) {
    if (!(await isTracked(git, normalPath(`${folder}/${path}`)))) untracked[path] = digest;
  }
  await keepCommit(shelf, commitKey(commit, specInTree, report.tool, build), {
    untracked,
    results: figuresOf(report),
    isWhole,
  });
}

function figuresOf(report: Report): Record<string, Figures> {
  return Object.fromEntries(
    report.models.map(({ verdict: _, budgets: __, base: ___, paired: ____, ...figures }) => [figures.name, figures]),
  );
}

/** What a commit's record is found by. */
export function commitKey(commit: string, specInTree: string, tool: Tool, build: string | undefined): string {
  return keyOf({ commit, spec: specInTree, tool, build });
}

export function digestsIn(io: Io, folder: string): (path: string) => Promise<string | undefined> {
  return async (path) => {
    const read = await io.readInside(folder, path, MOST_FILE_BYTES);
    return read.ok ? sha256Hex(read.value) : undefined;
  };
}

/** A folder of samples has a file each; the report names that many. */
const MOST_NAMED = 1000;

function found(status: 'stored' | 'measured', commit: string, record: CommitRecord, tool: Tool): Base {
  const models = Object.entries(record.results).map(([name, figures]): [string, BaseModel] => [
    name,
    baseOf(figures, tool),
  ]);
  const untracked = Object.keys(record.untracked).slice(0, MOST_NAMED);
  return {
    report: { status, commit, ...(untracked.length > 0 && { untracked }) },
    models: new Map(models),
  };
}

function none(problem: Problem, commit?: string): Base {
  const reason = describeProblem(problem).slice(0, 1000);
  return { report: { status: 'none', ...(commit && { commit }), reason }, models: new Map(), problem };
}

interface Checkout extends BaseQuestion {
  readonly commit: string;
  /** From the repository's root. */
  readonly specInTree: string;
  /** Where kd.yaml lies in the workspace. */
  readonly workspaceFolder: string;
  readonly io: Io;
}

/** Undefined where the base has no such kd.yaml. */
async function measureCommit(
  machine: Machine,
  tools: RunTools,
  git: RunGit,
  store: Store | undefined,
  checkout: Checkout,
): Promise<Outcome<CommitRecord | undefined>> {
  const tree = machine.newTemporaryPath();
  try {
    const added = await addWorktree(git, checkout.commit, tree);
    if (!added.ok) return added;
    return await measureTree(machine, tools, git, store, checkout, tree);
  } finally {
    await removeWorktree(git, tree);
    await machine.removeFolder(tree);
  }
}

async function measureTree(
  machine: Machine,
  tools: RunTools,
  git: RunGit,
  store: Store | undefined,
  { specInTree, workspaceFolder, io, models, tool, specFile }: Checkout,
  tree: string,
): Promise<Outcome<CommitRecord | undefined>> {
  const treeIo = machine.ioIn(tree);
  const file = treeIo.join(tree, specInTree);
  if (!(await treeIo.exists(file))) return { ok: true, value: undefined };
  const text = await treeIo.readUserFile(file, MOST_SPEC_BYTES);
  if (!text.ok) return text;
  const parsed = parseSpec(new TextDecoder().decode(text.value), `the base's ${specFile}`);
  if (!parsed.ok) return parsed;
  const spec = parsed.value;
  const folder = treeIo.folderOf(file);
  const boards = await resolveBoards((path, most) => treeIo.readInside(folder, path, most), spec);
  if (!boards.ok) return boards;
  const untracked = new Map<string, string>();
  const folderInTree = specInTree.split('/').slice(0, -1).join('/');
  /** Data that another step fetched is in the workspace only; a file that git tracks is the base's or not there. */
  const read = async (path: string): Promise<Outcome<Uint8Array>> => {
    const own = await treeIo.readInside(folder, path, MOST_FILE_BYTES);
    const isMissing = !own.ok && own.problems.every(({ code }) => code === 'file/missing');
    if (!isMissing || (await isTracked(git, normalPath(`${folderInTree}/${path}`)))) return own;
    const loose = await io.readInside(workspaceFolder, path, MOST_FILE_BYTES);
    if (loose.ok) untracked.set(path, sha256Hex(loose.value));
    return loose;
  };
  const names = Object.keys(spec.models).filter((name) => models.includes(name));
  const wanted = Object.fromEntries(names.map((name) => [name, spec.models[name]]));
  const results = store && resultsOf(store, async (path) => digestOf(await read(path)));
  const gated = await runGate({
    spec: { ...spec, models: wanted },
    specSha256: sha256Hex(text.value),
    boards: boards.value,
    tool,
    tools: tools.toolsFor(read, 'base of '),
    results,
  });
  if (!gated.ok) return gated;
  const isWhole = names.length === Object.keys(spec.models).length;
  return {
    ok: true,
    value: { untracked: Object.fromEntries(untracked), results: figuresOf(gated.value.report), isWhole },
  };
}

function digestOf(read: Outcome<Uint8Array>): string | undefined {
  return read.ok ? sha256Hex(read.value) : undefined;
}
