// The merge base in real repositories: whole, shallow, merged by GitHub, without a common commit, without git.
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  addWorktree,
  cleanHead,
  findMergeBase,
  findRepository,
  isTracked,
  removeWorktree,
} from '../../src/baseline/merge-base.ts';
import type { RunGit } from '../../src/gate/machine.ts';
import { git, makeRepository, type Repository, specText } from '../github/runner.ts';

const gitIn =
  (cwd: string): RunGit =>
  (args) =>
    new Promise((resolve) => {
      execFile('git', [...args], { cwd, encoding: 'utf8' }, (error, out, err) => {
        resolve({ status: error ? Number(error.code ?? 127) : 0, out, err });
      });
    });

/** Main moves on by `after` commits once the branch has left it; the branch has `ahead` of its own. */
function branched(after: number, ahead: number): { repository: Repository; fork: string; tip: string } {
  const repository = makeRepository();
  const fork = repository.commit('main', specText());
  let tip = fork;
  for (let i = 0; i < ahead; i++) repository.commit('smaller', specText({ units: 20 + i }));
  git(repository.work, 'checkout', '--quiet', 'main');
  for (let i = 0; i < after; i++) tip = repository.commit('main', specText(), { note: String(i) });
  return { repository, fork, tip };
}

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
      problems: [{ code: 'base/merge-base', message: expect.stringContaining('fetch-depth: 0') }],
    });
  });

  test.each([
    ['a branch that is not there', 'nobody', 'base/merge-base'],
    ['an option', '--upload-pack=touch x', 'base/ref'],
    ['white space', 'main branch', 'base/ref'],
  ])('of %s is a mistake', async (_, ref, code) => {
    const { repository } = branched(1, 1);
    expect(await findMergeBase(gitIn(repository.work), ref)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  test('outside of a repository there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kd-gate-none-'));
    expect(await findMergeBase(gitIn(folder), 'main')).toMatchObject({
      ok: false,
      problems: [{ code: 'base/no-git' }],
    });
    expect(await findRepository(gitIn(folder))).toBeUndefined();
  });
});

test('a worktree is the tree of its commit, runs no hook, and leaves nothing', async () => {
  const { repository, fork } = branched(1, 0);
  const run = gitIn(repository.work);
  git(repository.work, 'config', 'core.hooksPath', repository.work);
  const { chmodSync, existsSync, readFileSync, writeFileSync } = await import('node:fs');
  writeFileSync(join(repository.work, 'post-checkout'), '#!/bin/sh\ntouch hooked\n');
  chmodSync(join(repository.work, 'post-checkout'), 0o755);
  const folder = join(mkdtempSync(join(tmpdir(), 'kd-gate-tree-')), 'tree');
  expect(await addWorktree(run, fork, folder)).toEqual({ ok: true, value: undefined });
  expect(readFileSync(join(folder, 'kd.yaml'), 'utf8')).toBe(specText());
  expect(existsSync(join(folder, 'hooked'))).toBe(false);
  await removeWorktree(run, folder);
  expect(existsSync(folder)).toBe(false);
  expect(await addWorktree(run, 'f'.repeat(40), folder)).toMatchObject({
    ok: false,
    problems: [{ code: 'base/worktree' }],
  });
});

test('only a clean HEAD names the results of the workspace', async () => {
  const { repository, fork } = branched(0, 0);
  const run = gitIn(repository.work);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(repository.work, 'loose'), 'x');
  expect(await cleanHead(run)).toBe(fork);
  expect(await isTracked(run, 'kd.yaml')).toBe(true);
  expect(await isTracked(run, 'loose')).toBe(false);
  writeFileSync(join(repository.work, 'kd.yaml'), 'x');
  expect(await cleanHead(run)).toBeUndefined();
});
