// The merge base in real repositories: whole, shallow, merged by GitHub, without a common commit, without git.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findMergeBase } from '../../src/baseline/merge-base.ts';
import { findRepository } from '../../src/baseline/repository.ts';
import { git } from '../github/runner.ts';
import { branched, gitIn } from './repositories.ts';

describe('the merge base', () => {
  test('of a branch in a whole clone is where it left main', async () => {
    const { repository, fork } = branched(2, 2);
    git(repository.work, 'checkout', '--quiet', 'smaller');
    expect(await findMergeBase(gitIn(repository.work), 'origin/main')).toEqual({ ok: true, value: fork });
  });

  test('of a shallow clone is found by fetching more of the history', async () => {
    const { repository, fork, tip } = branched(3, 3);
    const folder = repository.checkout('refs/heads/smaller');
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(await findMergeBase(gitIn(folder), tip)).toEqual({ ok: true, value: fork });
  });

  test('of the merge that GitHub checks out is its first parent, of which one commit is fetched', async () => {
    const { repository, tip } = branched(2, 1);
    repository.mergeRef(7, 'smaller');
    const folder = repository.checkout('refs/pull/7/merge');
    expect(await findMergeBase(gitIn(folder), tip)).toEqual({ ok: true, value: tip });
    expect(git(folder, 'rev-list', '--count', tip)).toBe('1');
  });

  test('that the remote does not give says which fetch-depth would do', async () => {
    const { repository, tip } = branched(3, 3);
    const folder = repository.checkout('refs/heads/smaller');
    git(folder, 'remote', 'set-url', 'origin', 'file:///nowhere');
    const found = await findMergeBase(gitIn(folder), tip);
    expect(found).toMatchObject({
      ok: false,
      problems: [{ code: 'baseline/merge-base', message: expect.stringContaining('fetch-depth: 0') }],
    });
  });

  test.each([
    ['a branch that is not there', 'nobody', 'baseline/merge-base'],
    ['an option', '--upload-pack=touch x', 'baseline/ref'],
    ['white space', 'main branch', 'baseline/ref'],
  ])('of %s is a mistake', async (_, ref, code) => {
    const { repository } = branched(1, 1);
    expect(await findMergeBase(gitIn(repository.work), ref)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  test('outside of a repository there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kd-gate-none-'));
    expect(await findMergeBase(gitIn(folder), 'main')).toMatchObject({
      ok: false,
      problems: [{ code: 'baseline/no-git' }],
    });
    expect(await findRepository(gitIn(folder))).toBeUndefined();
  });
});
