// A folder of the workspace, read as its listing.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readListing } from '../../src/base/listing.ts';
import type { Outcome } from '../../src/base/problem.ts';
import { processIo } from '../../src/host/process.ts';

let root = '';
let workspace = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kd-gate-list-')));
  workspace = join(root, 'workspace');
  for (const folder of ['data/b', 'data/a/deep', 'data/.git', '../victim'])
    mkdirSync(join(workspace, folder), { recursive: true });
  for (const file of ['b/2.wav', 'b/10.wav', 'a/deep/x.png', 'Z.csv', '.git/config'])
    writeFileSync(join(workspace, 'data', file), file);
  writeFileSync(join(root, 'victim/secret.png'), 'secret');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string) => processIo(workspace, false).readInside(workspace, path, 1000);
const codesOf = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.problems.map(({ code }) => code));

test('has every file below it, in the order of code units, but for those of git', async () => {
  const listing = await read('data/');
  expect(listing.ok && readListing(listing.value)).toEqual(['Z.csv', 'a/deep/x.png', 'b/10.wav', 'b/2.wav']);
});

test('does not follow links, to files or to folders', async () => {
  symlinkSync(join(root, 'victim'), join(workspace, 'data/link'));
  symlinkSync(join(root, 'victim/secret.png'), join(workspace, 'data/secret.png'));
  const listing = await read('data/');
  expect(listing.ok && readListing(listing.value)).not.toContain('secret.png');
  expect(codesOf(await read('data/link/'))).toEqual(['file/outside']);
});

test.each([
  ['a file', 'data/Z.csv/', 'file/not-a-file'],
  ['nothing', 'data/none/', 'file/missing'],
  ['outside', '../victim/', 'file/outside'],
  ["git's", 'data/.git/', 'file/in-git'],
])('is refused where it is %s', async (_, path, code) => {
  expect(codesOf(await read(path))).toEqual([code]);
  expect(codesOf(await processIo(workspace, false).locateInside(workspace, path, 1000))).toEqual([code]);
});

test('is refused where folders lie too deep, or a name has a line break', async () => {
  mkdirSync(join(workspace, 'deep', ...'123456789'), { recursive: true });
  expect(codesOf(await read('deep/'))).toEqual(['file/too-large']);
  writeFileSync(join(workspace, 'data/a\nb'), '');
  expect(codesOf(await read('data/'))).toEqual(['file/not-a-file']);
});
