// Which commit a run is compared with, and its tree: the merge base, in shallow clones too.
import { done, failed, type Outcome } from '../base/problem.ts';
import type { RunGit } from '../gate/machine.ts';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
/** Each step of a shallow clone's history: most merge bases are found in the first. */
const DEEPEN = [50, 500, 5000];

/** `ref`: a branch, tag or commit. Problems say which `fetch-depth` would do. */
export async function findMergeBase(git: RunGit, ref: string, remote = 'origin'): Promise<Outcome<string>> {
  if (ref.startsWith('-') || /[\s\0]/.test(ref)) {
    return failed({ code: 'base/ref', message: `"${ref}" is no name of a commit` });
  }
  const merged = await parentOfMerge(git, ref, remote);
  if (merged) return done(merged);
  const direct = await mergeBase(git, ref);
  if (direct) return done(direct);
  const shallow = await git(['rev-parse', '--is-shallow-repository']);
  if (shallow.status !== 0)
    return failed({ code: 'base/no-git', message: 'this is no git repository, so there is no base' });
  const isShallow = shallow.out.trim() === 'true';
  const fetched = COMMIT.test(ref) ? ref : ref.replace(new RegExp(`^${remote}/`), '');
  if (!isShallow) {
    await git(['fetch', '--no-tags', '--quiet', remote, fetched]);
    const found = await mergeBase(git, ref);
    if (found) return done(found);
  }
  for (const depth of isShallow ? DEEPEN : []) {
    const head = await git(['fetch', '--no-tags', '--quiet', `--deepen=${depth}`, remote]);
    const base = await git(['fetch', '--no-tags', '--quiet', `--depth=${depth}`, remote, fetched]);
    if (head.status !== 0 && base.status !== 0) break;
    const found = (await mergeBase(git, ref)) ?? (await mergeBase(git, 'FETCH_HEAD'));
    if (found) return done(found);
  }
  const message = isShallow
    ? `the clone is too shallow to find where this branch left ${ref}; write "fetch-depth: 0" under "with:" of actions/checkout`
    : `git knows no common commit of ${ref} and HEAD; fetch it first: git fetch ${remote} ${fetched}`;
  return failed({ code: 'base/merge-base', message });
}

async function mergeBase(git: RunGit, ref: string): Promise<string | undefined> {
  const answer = await git(['merge-base', ref, 'HEAD']);
  const commit = answer.out.trim();
  return answer.status === 0 && COMMIT.test(commit) ? commit : undefined;
}

/**
 * GitHub checks out the merge of base and head. Its first parent is the base, named even in a clone of depth 1, where only that
 * one commit has to be fetched.
 */
async function parentOfMerge(git: RunGit, ref: string, remote: string): Promise<string | undefined> {
  if (!COMMIT.test(ref)) return undefined;
  const head = await git(['cat-file', 'commit', 'HEAD']);
  const parents = [...head.out.split('\n\n')[0].matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id]) => id);
  const isThere = async () => (await git(['cat-file', '-e', `${ref}^{commit}`])).status === 0;
  if (parents.length !== 2 || parents[0] !== ref) return undefined;
  if (!(await isThere())) await git(['fetch', '--no-tags', '--quiet', '--depth=1', remote, ref]);
  return (await isThere()) ? ref : undefined;
}

/** Checks the commit out into `folder`, which must not exist; no hook runs. */
export async function addWorktree(git: RunGit, commit: string, folder: string): Promise<Outcome<void>> {
  const added = await git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--force', folder, commit]);
  if (added.status === 0) return done(undefined);
  const message = `the base ${commit.slice(0, 7)} could not be checked out: ${added.err.trim().split('\n').pop()}`;
  return failed({ code: 'base/worktree', message });
}

export async function removeWorktree(git: RunGit, folder: string): Promise<void> {
  await git(['worktree', 'remove', '--force', folder]);
  await git(['worktree', 'prune']);
}

/** Whether HEAD's tree or the index has the file; `path` is relative to the repository's root. */
export async function isTracked(git: RunGit, path: string): Promise<boolean> {
  const answer = await git(['ls-files', '--error-unmatch', '--', `:(top,literal)${path}`]);
  return answer.status === 0;
}

/** The full id of HEAD, when nothing that git tracks is changed in the workspace: only then is a result the commit's. */
export async function cleanHead(git: RunGit): Promise<string | undefined> {
  const head = await git(['rev-parse', 'HEAD']);
  const changes = await git(['status', '--porcelain', '--untracked-files=no']);
  const commit = head.out.trim();
  return head.status === 0 && changes.status === 0 && changes.out.trim() === '' && COMMIT.test(commit)
    ? commit
    : undefined;
}

/** The repository's root, and where the current folder lies in it. */
export async function findRepository(
  git: RunGit,
): Promise<{ readonly root: string; readonly prefix: string } | undefined> {
  const answer = await git(['rev-parse', '--show-toplevel', '--show-prefix']);
  const [root, prefix = ''] = answer.out.split('\n');
  return answer.status === 0 && root ? { root, prefix } : undefined;
}
