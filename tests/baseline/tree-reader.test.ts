// A folder of samples in a commit that is measured: what git tracks is the commit's, the rest the workspace's.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readListing } from '../../src/base/listing.ts';
import { isWhollyTracked } from '../../src/baseline/repository.ts';
import { treeReader } from '../../src/baseline/tree-reader.ts';
import { addWorktree, removeWorktree } from '../../src/baseline/worktree.ts';
import { processIo, processMachine } from '../../src/host/process.ts';
import { digestsFrom } from '../../src/store/reads.ts';
import { makeRepository, specText } from '../github/runner.ts';
import { gitIn } from './repositories.ts';

test('a folder has the files of the commit and those that git does not track', async () => {
  const repository = makeRepository();
  mkdirSync(join(repository.work, 'sound'));
  const base = repository.commit('main', specText(), { 'sound/a.wav': 'old', 'sound/gone.wav': 'old' });
  rmSync(join(repository.work, 'sound/gone.wav'));
  repository.commit('main', specText(), { 'sound/a.wav': 'new', 'sound/b.wav': 'new' });
  mkdirSync(join(repository.work, 'loose'));
  for (const path of ['sound/c.wav', 'loose/d.wav']) writeFileSync(join(repository.work, path), 'loose');
  const git = gitIn(repository.work);
  const tree = processMachine().newTemporaryPath();
  await addWorktree(git, base, tree);
  const readIn = (folder: string) => (path: string) => processIo(folder, false).readInside(folder, path, 1000);
  const readInWorkspace = readIn(repository.work);
  const reader = treeReader({ git, specInTree: 'kd.yaml', readInTree: readIn(tree), readInWorkspace });
  const textOf = async (path: string) => {
    const outcome = await reader.read(path);
    return outcome.ok ? new TextDecoder().decode(outcome.value) : outcome.problems[0].code;
  };
  const listing = await reader.read('sound/');
  expect(listing.ok && readListing(listing.value)).toEqual(['a.wav', 'c.wav', 'gone.wav']);
  expect(await textOf('sound/a.wav')).toBe('old');
  expect(await textOf('sound/c.wav')).toBe('loose');
  expect(await textOf('sound/b.wav')).toBe('file/missing');
  expect(await textOf('loose/')).toBe('d.wav\n');
  expect(await textOf('loose/d.wav')).toBe('loose');
  expect(await textOf('none/')).toBe('file/missing');
  const digestOf = digestsFrom(readInWorkspace);
  const untracked = new Map([
    ['sound/', await digestOf('sound/')],
    ['loose/', await digestOf('loose/')],
  ]);
  expect(reader.untracked).toEqual(untracked);
  await removeWorktree(processMachine(), git, tree);
});

test('git tracks a folder wholly only where nothing else lies in it, ignored files included', async () => {
  const repository = makeRepository();
  mkdirSync(join(repository.work, 'sound'));
  repository.commit('main', specText(), { 'sound/a.wav': 'a', '.gitignore': '*.png\n' });
  const git = gitIn(join(repository.work, 'sound'));
  expect(await isWhollyTracked(git, 'sound/')).toBe(true);
  writeFileSync(join(repository.work, 'sound/b.png'), 'b');
  expect(await isWhollyTracked(git, 'sound/')).toBe(false);
  expect(await isWhollyTracked(git, 'data/')).toBe(true);
});
