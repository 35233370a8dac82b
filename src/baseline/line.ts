// The line of commits that a branch is made of: each is the first parent of the one in front of it.
import type { RunGit } from '../gate/machine.ts';
import { COMMIT, parentsOf } from './repository.ts';

/** What is known of the line behind a commit besides git, the newest first; a shallow clone doesn't know it. */
export type KnownBefore = (commit: string) => Promise<readonly string[]>;

const NOTHING: KnownBefore = async () => [];

/** The commit itself and those before it, the newest first, `most` in all. */
export async function lineOf(
  git: RunGit,
  commit: string,
  most: number,
  before: KnownBefore = NOTHING,
): Promise<readonly string[]> {
  let line = await firstParents(git, commit, most);
  for (let i = 0; i < line.length && line.length < most; i++) {
    const longer = unique([...line.slice(0, i + 1), ...(await before(line[i]))]);
    if (longer.length > line.length) line = longer;
  }
  return line.slice(0, most);
}

/** As far as the clone has them, and the one behind its edge. */
async function firstParents(git: RunGit, commit: string, most: number): Promise<readonly string[]> {
  const answer = await git(['--no-replace-objects', 'rev-list', '--first-parent', `--max-count=${most}`, commit]);
  const known = answer.out.split('\n').filter((id) => COMMIT.test(id));
  const line = known.length > 0 ? known : [commit];
  const behind = await parentsOf(git, line[line.length - 1]);
  return unique([...line, ...behind.slice(0, 1)]).slice(0, most);
}

function unique(commits: readonly string[]): readonly string[] {
  return [...new Set(commits)];
}
