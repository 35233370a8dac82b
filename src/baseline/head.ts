// Whether what is checked out is what somebody says: HEAD beside the commits and the merge that it may be.
import type { RunGit } from '../gate/machine.ts';
import { COMMIT, parentsOf } from './repository.ts';

/** The commits that HEAD may be; the same shape as github/expected-commit.ts has. */
export interface Expectation {
  readonly commits: readonly string[];
  readonly merge?: {
    readonly base: string;
    readonly head: string;
    readonly commit?: string;
    readonly ref?: string;
  };
}

/** Undefined outside of a repository, and in one without a commit. */
export async function headCommit(git: RunGit): Promise<string | undefined> {
  const answer = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  const head = answer.out.trim();
  return answer.status === 0 && COMMIT.test(head) ? head : undefined;
}

/** Of a commit by its full id: itself, the merge of base and head that GitHub made, or another with the same tree. */
export async function isExpected(git: RunGit, head: string, { commits, merge }: Expectation): Promise<boolean> {
  if (commits.includes(head)) return true;
  if (merge && (await isMerge(git, head, merge))) return true;
  const tree = await treeOf(git, head);
  if (tree === undefined) return false;
  for (const commit of commits) if ((await treeOf(git, commit)) === tree) return true;
  return false;
}

type Merge = NonNullable<Expectation['merge']>;

async function isMerge(git: RunGit, head: string, merge: Merge): Promise<boolean> {
  const parents = await parentsOf(git, head);
  if (parents.length !== 2 || parents[1] !== merge.head) return false;
  if (merge.ref === undefined) return head === merge.commit || parents[0] === merge.base;
  if (parents[0] !== merge.base) return false;
  const answer = await git(['ls-remote', '--quiet', 'origin', merge.ref]);
  return answer.status === 0 && answer.out.split('\n').includes(`${head}\t${merge.ref}`);
}

async function treeOf(git: RunGit, commit: string): Promise<string | undefined> {
  const answer = await git(['--no-replace-objects', 'rev-parse', '--verify', '--quiet', `${commit}^{tree}`]);
  const tree = answer.out.trim();
  return answer.status === 0 && COMMIT.test(tree) ? tree : undefined;
}

/** Files of HEAD that lie otherwise in the workspace; from the repository's root. */
export async function changedFiles(git: RunGit): Promise<readonly string[]> {
  const answer = await git(['diff', '--name-only', '-z', '--no-ext-diff', '--no-renames', 'HEAD', '--']);
  return answer.status === 0 ? answer.out.split('\0').filter((file) => file !== '') : [];
}
