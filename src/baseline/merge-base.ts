// Which commit a run is compared with: the merge base of HEAD and a branch, in shallow clones too.
import { attemptLater, type Outcome, reject } from '../base/problem.ts';
import type { RunGit } from '../gate/machine.ts';
import { COMMIT, parentsOf } from './repository.ts';

/** Each step of a shallow clone's history: most merge bases are found in the first. */
const DEEPEN = [50, 500, 5000];

/** `ref`: a branch, tag or commit. Problems: `baseline/ref`, `baseline/no-git`, `baseline/merge-base`. */
export function findMergeBase(git: RunGit, ref: string, remote = 'origin'): Promise<Outcome<string>> {
  return attemptLater(async () => {
    if (ref.startsWith('-') || /[\s\0]/.test(ref)) reject('baseline/ref', `"${ref}" is no name of a commit`);
    const known = (await parentOfMerge(git, ref, remote)) ?? (await mergeBase(git, ref));
    if (known) return known;
    const shallow = await git(['rev-parse', '--is-shallow-repository']);
    if (shallow.status !== 0) rejectNoGit();
    const isShallow = shallow.out.trim() === 'true';
    const fetched = COMMIT.test(ref) ? ref : ref.replace(new RegExp(`^${remote}/`), '');
    const search = { git, ref, remote, fetched };
    return (await (isShallow ? deepen(search) : fetchOnce(search))) ?? rejectUnrelated(search, isShallow);
  });
}

/** Leaves the enclosing attempt. */
export function rejectNoGit(): never {
  return reject('baseline/no-git', 'this is no git repository, so there is no base');
}

interface Search {
  readonly git: RunGit;
  readonly ref: string;
  readonly remote: string;
  /** The name that the remote has for `ref`. */
  readonly fetched: string;
}

async function fetchOnce({ git, ref, remote, fetched }: Search): Promise<string | undefined> {
  await git(['fetch', '--no-tags', '--quiet', remote, fetched]);
  return mergeBase(git, ref);
}

/** Fetches more of the history until the merge base is in it; undefined where the remote gives no more. */
async function deepen({ git, ref, remote, fetched }: Search): Promise<string | undefined> {
  for (const depth of DEEPEN) {
    const head = await git(['fetch', '--no-tags', '--quiet', `--deepen=${depth}`, remote]);
    const other = await git(['fetch', '--no-tags', '--quiet', `--depth=${depth}`, remote, fetched]);
    if (head.status !== 0 && other.status !== 0) return undefined;
    const found = (await mergeBase(git, ref)) ?? (await mergeBase(git, 'FETCH_HEAD'));
    if (found) return found;
  }
  return undefined;
}

/** The problem says which `fetch-depth` would do. */
function rejectUnrelated({ ref, remote, fetched }: Search, isShallow: boolean): never {
  const tooShallow = `the clone is too shallow to find where this branch left ${ref}`;
  const message = isShallow
    ? `${tooShallow}; write "fetch-depth: 0" under "with:" of actions/checkout`
    : `git knows no common commit of ${ref} and HEAD; fetch it first: git fetch ${remote} ${fetched}`;
  return reject('baseline/merge-base', message);
}

async function mergeBase(git: RunGit, ref: string): Promise<string | undefined> {
  const answer = await git(['merge-base', ref, 'HEAD']);
  const commit = answer.out.trim();
  return answer.status === 0 && COMMIT.test(commit) ? commit : undefined;
}

/**
 * GitHub checks out the merge of base and head. Its first parent is the base, named even in a clone of depth 1, where
 * only that one commit has to be fetched.
 */
async function parentOfMerge(git: RunGit, ref: string, remote: string): Promise<string | undefined> {
  if (!COMMIT.test(ref)) return undefined;
  const parents = await parentsOf(git, 'HEAD');
  const isThere = async () => (await git(['cat-file', '-e', `${ref}^{commit}`])).status === 0;
  if (parents.length !== 2 || parents[0] !== ref) return undefined;
  if (await isThere()) return ref;
  await git(['fetch', '--no-tags', '--quiet', '--depth=1', remote, ref]);
  return (await isThere()) ? ref : undefined;
}
