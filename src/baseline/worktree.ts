// A commit's tree, checked out beside the workspace for as long as it is needed.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import type { RunGit } from '../gate/machine.ts';

/** Checks the commit out into `folder`, which must not exist; no hook runs. Problem: `baseline/worktree`. */
export async function addWorktree(git: RunGit, commit: string, folder: string): Promise<Outcome<void>> {
  const added = await git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--force', folder, commit]);
  return attempt(() => {
    if (added.status === 0) return;
    const reason = added.err.trim().split('\n').pop();
    reject('baseline/worktree', `the base ${commit.slice(0, 7)} could not be checked out: ${reason}`);
  });
}

/** Nothing happens where there is no such worktree. */
export async function removeWorktree(git: RunGit, folder: string): Promise<void> {
  await git(['worktree', 'remove', '--force', folder]);
  await git(['worktree', 'prune']);
}
