import { expect, test } from 'vitest';
import { lineOf } from '../../src/baseline/line.ts';
import { git, specText } from '../github/runner.ts';
import { branched, gitIn } from './repositories.ts';

test('the line behind a commit is its first parents, the newest first, not what was merged', async () => {
  const { repository, fork, tip } = branched(2, 1);
  const { work } = repository;
  git(work, 'merge', '--quiet', '--no-ff', '--strategy=ours', '-m', 'merge', 'smaller');
  const merge = git(work, 'rev-parse', 'HEAD');
  const [first] = git(work, 'rev-list', '--reverse', '--first-parent', `${fork}..${tip}`).split('\n');
  const run = gitIn(work);
  expect(await lineOf(run, merge, 10)).toEqual([merge, tip, first, fork]);
  expect(await lineOf(run, merge, 2)).toEqual([merge, tip]);
});

test('a shallow clone knows one commit behind its edge, and what is known otherwise goes on from there', async () => {
  const { repository, fork, tip } = branched(3, 0);
  const line = git(repository.work, 'rev-list', '--first-parent', tip).split('\n');
  const run = gitIn(repository.checkout('refs/heads/main', 1));
  expect(await lineOf(run, tip, 10)).toEqual(line.slice(0, 2));
  const known = new Map([[line[1], line.slice(2)]]);
  expect(await lineOf(run, tip, 10, async (commit) => known.get(commit) ?? [])).toEqual(line);
  expect(line.at(-1)).toBe(fork);
});

test('of a commit that the clone does not have there is itself, and no more', async () => {
  const { work, commit } = branched(0, 0).repository;
  commit('main', specText());
  expect(await lineOf(gitIn(work), 'f'.repeat(40), 10)).toEqual(['f'.repeat(40)]);
});

test('a line that somebody made up in a circle ends', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
  const circle = new Map([
    [a, [b]],
    [b, [c, a]],
    [c, [a, b]],
  ]);
  const none = async () => ({ status: 128, out: '', err: '' });
  expect(await lineOf(none, a, 10, async (commit) => circle.get(commit) ?? [])).toEqual([a, b, c]);
});
