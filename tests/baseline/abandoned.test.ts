// Worktrees of runs that were killed (case F23): the next run removes them, and no one else's.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { addWorktree, removeAbandoned } from '../../src/baseline/worktree.ts';
import { processMachine } from '../../src/host/process.ts';
import { bundleSources, git, makeRepository, specText } from '../github/runner.ts';
import { gitIn } from './repositories.ts';

const treesOf = (folder: string) =>
  git(folder, 'worktree', 'list', '--porcelain')
    .split('\n')
    .flatMap((line) => /^worktree (.+)$/.exec(line)?.slice(1) ?? [])
    .slice(1);

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('what a killed process left is removed, whole, half made, or without its folder; what lives stays', async () => {
  const { work, commit } = makeRepository();
  const head = commit('main', specText());
  const run = gitIn(work);
  const machine = processMachine();
  const named = (pid: number, id: string) => join(tmpdir(), `kd-gate-base-${pid}-${id.repeat(16)}`);
  const pid = deadPid();
  const dead = [named(pid, 'a'), named(pid, 'b'), named(pid, 'c')];
  const elsewhere = mkdtempSync(join(tmpdir(), 'kd-gate-other-'));
  const kept = [machine.newTemporaryPath(), join(elsewhere, basename(named(pid, 'd'))), join(elsewhere, 'mine')];
  for (const folder of [...dead, ...kept]) expect((await addWorktree(run, head, folder)).ok).toBe(true);
  // As git leaves it when it is killed while it checks out.
  git(work, 'worktree', 'lock', '--reason', 'initializing', dead[1]);
  await machine.removeFolder(dead[2]);
  // A worktree of the user's on a disk that isn't there today.
  await machine.removeFolder(kept[2]);
  await removeAbandoned(machine, run);
  expect(treesOf(work).sort()).toEqual([...kept].sort());
  expect(dead.filter(existsSync)).toEqual([]);
  expect(readFileSync(join(kept[1], 'kd.yaml'), 'utf8')).toBe(specText());
  await machine.removeFolder(kept[0]);
});

test('a run that is killed while it measures the base leaves nothing after the next one', async () => {
  const bundle = await bundleSources();
  const repository = makeRepository();
  // Some minutes of training.
  const slow = (units: number) => specText({ units }).replace('epochs: 2', 'epochs: 2000');
  repository.commit('main', slow(64));
  repository.commit('smaller', specText({ units: 13 }));
  const { work } = repository;
  const args = [join(bundle, 'cli.cjs'), 'run', '--base', 'main', '--threads', '1'];
  const child = spawn(process.execPath, args, { cwd: work, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const isThere = () => treesOf(work).some((folder) => existsSync(join(folder, 'kd.yaml')));
  while (!isThere() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
  const [left] = treesOf(work);
  child.kill('SIGKILL');
  await ended;
  expect(basename(left)).toMatch(new RegExp(`^kd-gate-base-${child.pid}-[0-9a-f]{16}$`));
  expect(existsSync(left)).toBe(true);
  git(work, 'checkout', '--quiet', 'main');
  git(work, 'commit', '--quiet', '--allow-empty', '-m', 'nothing');
  repository.commit('main', specText({ units: 11 }));
  git(work, 'checkout', '--quiet', '-B', 'smaller');
  const next = spawnSync(process.execPath, args, { cwd: work, encoding: 'utf8' });
  expect([next.status, next.stderr]).toEqual([0, expect.any(String)]);
  expect(existsSync(left)).toBe(false);
  expect(treesOf(work)).toEqual([]);
}, 120_000);
