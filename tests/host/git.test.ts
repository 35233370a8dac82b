// git in a checkout that a stranger filled: what looks like a repository there starts nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gitIn } from '../../src/host/git.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kd-gate-git-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const COMMANDS = [
  ['status', '--porcelain'],
  ['ls-files', '-z', '--', '.'],
  ['diff', '--name-only', 'HEAD'],
  ['rev-parse', 'HEAD'],
];

test('the settings of a bare repository that a commit brings are not followed', async () => {
  const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args]);
  const witness = join(root, 'started');
  git('init', '--quiet', '.');
  git('init', '--quiet', '--bare', 'models');
  const config = join(root, 'models/config');
  for (const [key, value] of [
    ['core.bare', 'false'],
    ['core.worktree', root],
    ['core.fsmonitor', `touch ${witness}; false`],
  ]) {
    execFileSync('git', ['config', '--file', config, key, value]);
  }
  for (const command of COMMANDS) await gitIn(join(root, 'models'))(command);
  expect(existsSync(witness)).toBe(false);
  // Without kd-gate's settings the trap is one.
  execFileSync('git', ['-C', join(root, 'models'), 'status'], { stdio: 'ignore' });
  expect(existsSync(witness)).toBe(true);
});
