// What git tells of the workspace: where its repository is, what it tracks, and whether HEAD is what lies there.
import { COMMIT_PATTERN } from '../base/digest.ts';
import type { Machine, RunGit } from '../gate/machine.ts';

/** A full commit id. */
export const COMMIT = new RegExp(COMMIT_PATTERN);

export interface Repository {
  readonly root: string;
  /** Where the current folder lies in it: empty, or a path that ends in a slash. */
  readonly prefix: string;
}

/** Undefined outside of a repository. */
export async function findRepository(git: RunGit): Promise<Repository | undefined> {
  const answer = await git(['rev-parse', '--show-toplevel', '--show-prefix']);
  const [root, prefix = ''] = answer.out.split('\n');
  return answer.status === 0 && root ? { root, prefix } : undefined;
}

/** git in the folder of a file that the user names: its repository may be another than that of the current folder. */
export function gitBeside(machine: Pick<Machine, 'gitIn' | 'absolutePath'>, file: string): RunGit {
  return machine.gitIn(folderOf(machine, file));
}

/** Of such a file, from the root of its repository; `git`: beside the file. Undefined outside of one. */
export async function pathInTree(
  machine: Pick<Machine, 'absolutePath' | 'relativePath'>,
  git: RunGit,
  file: string,
): Promise<string | undefined> {
  const repository = await findRepository(git);
  const name = machine.relativePath(folderOf(machine, file), machine.absolutePath(file));
  return repository && `${repository.prefix}${name}`;
}

function folderOf(machine: Pick<Machine, 'absolutePath'>, file: string): string {
  return machine.absolutePath(`${file}/..`);
}

/** Whether HEAD's tree or the index has the file; `path` is relative to the repository's root. */
export async function isTracked(git: RunGit, path: string): Promise<boolean> {
  const answer = await git(['ls-files', '--error-unmatch', '--', `:(top,literal)${path}`]);
  return answer.status === 0;
}

/** Whether git tracks all that lies in a folder, and so the commit says what it holds. */
export async function isWhollyTracked(git: RunGit, path: string): Promise<boolean> {
  const others = await git(['ls-files', '-z', '--others', '--directory', '--', `:(top,literal)${path}`]);
  return others.status === 0 && others.out === '';
}

/** As many paths as fit into a command line wherever git runs; each has at most 1024 characters. */
const PATHS_AT_ONCE = 20;

/** Those of the files that are tracked, with few processes; paths are relative to the repository's root. */
export async function trackedOf(git: RunGit, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const tracked = new Set<string>();
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const named = paths.slice(at, at + PATHS_AT_ONCE).map((path) => `:(top,literal)${path}`);
    const { status, out } = await git(['ls-files', '-z', '--full-name', '--', ...named]);
    if (status === 0) for (const path of out.split('\0')) tracked.add(path);
  }
  return tracked;
}

export interface Head {
  readonly commit: string;
  /** No file that git tracks is changed. */
  readonly isClean: boolean;
}

/** Undefined outside of a repository, and before its first commit. */
export async function headOf(git: RunGit): Promise<Head | undefined> {
  const answer = await git(['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '--untracked-files=no']);
  const lines = answer.out.split('\n').filter((line) => line !== '');
  const commit = lines.map((line) => /^# branch\.oid (.*)$/.exec(line)?.[1]).find((id) => id !== undefined) ?? '';
  if (answer.status !== 0 || !COMMIT.test(commit)) return undefined;
  return { commit, isClean: lines.every((line) => line.startsWith('# ')) };
}

/** The full id of HEAD, when no file that git tracks is changed: only then are the workspace's results the commit's. */
export async function cleanHead(git: RunGit): Promise<string | undefined> {
  const head = await headOf(git);
  return head?.isClean ? head.commit : undefined;
}

/** As the commit itself says: a shallow clone cuts off what git tells of its history. */
export async function parentsOf(git: RunGit, commit: string): Promise<readonly string[]> {
  const answer = await git(['--no-replace-objects', 'cat-file', 'commit', commit]);
  if (answer.status !== 0) return [];
  const lines = answer.out.split('\n');
  const parents = lines.slice(1).map((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1]);
  const end = parents.indexOf(undefined);
  return parents.slice(0, end < 0 ? undefined : end).filter((parent) => parent !== undefined);
}
