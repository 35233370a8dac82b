// A commit's tree, checked out beside the workspace for as long as it is needed.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import type { Machine, RunGit } from '../gate/machine.ts';

/** Checks the commit out into `folder`, which must not exist; no hook runs. Problem: `baseline/worktree`. */
export async function addWorktree(git: RunGit, commit: string, folder: string): Promise<Outcome<void>> {
  const added = await git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--force', folder, commit]);
  return attempt(() => {
    if (added.status === 0) return;
    const reason = added.err.trim().split('\n').pop();
    reject('baseline/worktree', `commit ${commit.slice(0, 7)} could not be checked out: ${reason}`);
  });
}

/** With its folder; nothing happens where there is no such worktree. Others, wherever they are, are left alone. */
export async function removeWorktree(machine: Pick<Machine, 'removeFolder'>, git: RunGit, folder: string) {
  // Twice: git locks a worktree while it is made, and that lock outlives a git that is killed.
  await git(['worktree', 'remove', '--force', '--force', folder]);
  await machine.removeFolder(folder);
  // Where the checkout was broken off, git only lets go of it when its folder is gone.
  await git(['worktree', 'remove', '--force', '--force', folder]);
}

/** What runs that were killed left of their base: their worktrees are removed, no one else's. */
export async function removeAbandoned(
  machine: Pick<Machine, 'isAbandoned' | 'removeFolder'>,
  git: RunGit,
): Promise<void> {
  const listed = await git(['worktree', 'list', '--porcelain']);
  const folders = listed.out.split('\n').flatMap((line) => /^worktree (.+)$/.exec(line)?.slice(1) ?? []);
  for (const folder of folders.filter(machine.isAbandoned)) await removeWorktree(machine, git, folder);
}
