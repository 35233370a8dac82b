// A commit measured: its tree checked out beside the workspace, and the same gate run on it.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import { MOST_FILE_BYTES, type ReadFile } from '../base/read-file.ts';
import { withModels } from '../config/parse.ts';
import { resolveBoards } from '../config/resolve-boards.ts';
import { runGate } from '../gate/gate.ts';
import type { Machine, RunGit } from '../gate/machine.ts';
import { readSpec } from '../gate/read-spec.ts';
import type { RunTools } from '../gate/tools.ts';
import type { Tool } from '../report/report.ts';
import type { CommitRecord } from '../store/commits.ts';
import { resultsOf } from '../store/results.ts';
import type { Store } from '../store/store.ts';
import { recordOf } from './record.ts';
import { treeReader } from './tree-reader.ts';
import { addWorktree, removeWorktree } from './worktree.ts';

export interface CommitInput {
  readonly commit: string;
  /** kd.yaml's path from the repository's root. */
  readonly specInTree: string;
  /** Only these are measured. */
  readonly models: readonly string[];
  readonly tool: Tool;
  readonly tools: RunTools;
  readonly store: Store | undefined;
  /** A file as kd.yaml of the workspace names it. */
  readonly readInWorkspace: ReadFile;
  /** What messages call the commit's kd.yaml, and what stands before its models in the progress. */
  readonly shownFile: string;
  readonly prefix: string;
}

/** Undefined where the commit has no such kd.yaml. Problems: `baseline/worktree`, and whatever the gate finds. */
export async function measureCommit(
  machine: Machine,
  git: RunGit,
  input: CommitInput,
): Promise<Outcome<CommitRecord | undefined>> {
  const tree = machine.newTemporaryPath();
  try {
    return await attemptLater(async () => {
      must(await addWorktree(git, input.commit, tree));
      return must(await measureTree(machine, git, tree, input));
    });
  } finally {
    await removeWorktree(machine, git, tree);
  }
}

function measureTree(
  machine: Machine,
  git: RunGit,
  tree: string,
  { specInTree, models, tool, tools, store, readInWorkspace, shownFile, prefix }: CommitInput,
): Promise<Outcome<CommitRecord | undefined>> {
  return attemptLater(async () => {
    const io = machine.ioIn(tree);
    const file = io.join(tree, specInTree);
    if (!(await io.exists(file))) return undefined;
    const { spec, sha256 } = must(await readSpec(io, file, shownFile));
    const folder = io.folderOf(file);
    const readInTree: ReadFile = (path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most);
    const { read, untracked } = treeReader({ git, specInTree, readInTree, readInWorkspace });
    const names = Object.keys(spec.models).filter((name) => models.includes(name));
    const { report } = must(
      await runGate({
        spec: withModels(spec, names),
        specSha256: sha256,
        boards: must(await resolveBoards((path, most) => io.readInside(folder, path, most), spec)),
        tool,
        tools: tools.toolsFor(read, prefix),
        results: store && resultsOf(store),
      }),
    );
    return recordOf(report, untracked, names.length === Object.keys(spec.models).length);
  });
}
