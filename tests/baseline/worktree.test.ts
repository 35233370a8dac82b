import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addWorktree, removeWorktree } from '../../src/baseline/worktree.ts';
import { processMachine } from '../../src/host/process.ts';
import { git, specText } from '../github/runner.ts';
import { branched, gitIn } from './repositories.ts';

test('a worktree is the tree of its commit, runs no hook, and leaves nothing', async () => {
  const { repository, fork } = branched(1, 0);
  const run = gitIn(repository.work);
  git(repository.work, 'config', 'core.hooksPath', repository.work);
  writeFileSync(join(repository.work, 'post-checkout'), '#!/bin/sh\ntouch hooked\n');
  chmodSync(join(repository.work, 'post-checkout'), 0o755);
  const folder = join(mkdtempSync(join(tmpdir(), 'kd-gate-tree-')), 'tree');
  expect(await addWorktree(run, fork, folder)).toEqual({ ok: true, value: undefined });
  expect(readFileSync(join(folder, 'kd.yaml'), 'utf8')).toBe(specText());
  expect(existsSync(join(folder, 'hooked'))).toBe(false);
  await removeWorktree(processMachine(), run, folder);
  expect(existsSync(folder)).toBe(false);
  expect(await addWorktree(run, 'f'.repeat(40), folder)).toMatchObject({
    ok: false,
    problems: [{ code: 'baseline/worktree' }],
  });
});
