// The workspace's results kept as HEAD's, for runs that will compare with it.
import { normalPath, pathBeside } from '../base/path.ts';
import type { Machine, RunGit } from '../gate/machine.ts';
import type { Report } from '../report/report.ts';
import { commitKey, keepCommit } from '../store/commits.ts';
import type { FileDigests } from '../store/reads.ts';
import { type Store, storing } from '../store/store.ts';
import { recordOf } from './record.ts';
import { cleanHead, isTracked, pathInTree } from './repository.ts';

/**
 * Nothing is kept outside of a repository, when tracked files are changed, or when kd.yaml isn't tracked: then the
 * results aren't HEAD's. `files`: what the models were made from, by path in kd.yaml.
 */
export async function keepHead(
  machine: Machine,
  store: Store,
  specFile: string,
  report: Report,
  files: FileDigests,
  isWhole: boolean,
): Promise<void> {
  const git = machine.gitIn(machine.currentFolder());
  const specInTree = await pathInTree(machine, git, specFile);
  if (specInTree === undefined || !(await isTracked(git, normalPath(specInTree)))) return;
  const commit = await cleanHead(git);
  if (commit === undefined) return;
  const untracked = await untrackedOf(git, specInTree, files);
  const key = commitKey(commit, specInTree, report.tool, store.build);
  await storing(store, () => keepCommit(store.folder, key, recordOf(report, untracked, isWhole)));
}

async function untrackedOf(git: RunGit, specInTree: string, files: FileDigests): Promise<FileDigests> {
  const untracked = new Map<string, string>();
  for (const [path, digest] of files) {
    if (!(await isTracked(git, pathBeside(specInTree, path)))) untracked.set(path, digest);
  }
  return untracked;
}
