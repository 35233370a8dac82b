// The store's folder on the real disk, with what a checkout could have put there.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { attemptLater } from '../../src/base/problem.ts';
import { storeFolderAt } from '../../src/host/store-folder.ts';
import { prune } from '../../src/store/prune.ts';

const NAME = 'ab'.repeat(32);
let root = '';
let victim = '';
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-store-'));
  root = join(folder, '.kd-gate');
  victim = join(folder, 'victim');
  mkdirSync(join(victim, NAME), { recursive: true });
  for (const name of ['a.txt', '0'.repeat(64), `${NAME}.json`, `${NAME}/${NAME}.json`]) {
    writeFileSync(join(victim, name), 'mine');
  }
});

test('what is written is read, listed and removed, and git ignores the folder', async () => {
  const folder = storeFolderAt(root);
  expect(await folder.check()).toMatchObject({ ok: true });
  await folder.write(`results/${NAME}/x.json`, '{}');
  expect(new TextDecoder().decode(await folder.read(`results/${NAME}/x.json`, 2))).toBe('{}');
  expect(await folder.list('results')).toEqual([NAME]);
  expect(await folder.list('blobs')).toEqual([]);
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('*\n');
  await folder.remove(`results/${NAME}/x.json`);
  expect(await folder.list(`results/${NAME}`)).toEqual([]);
});

test('a .gitignore that a killed run left empty is filled, one of the user stays', async () => {
  const folder = storeFolderAt(root);
  mkdirSync(root);
  writeFileSync(join(root, '.gitignore'), '');
  await folder.write('blobs/x', 'x');
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('*\n');
  writeFileSync(join(root, '.gitignore'), 'blobs\n');
  await folder.write('blobs/y', 'y');
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('blobs\n');
  expect(readdirSync(root).sort()).toEqual(['.gitignore', 'blobs']);
});

test('a file with more bytes than asked for, a folder and a sparse file of 1 TB are not read', async () => {
  const folder = storeFolderAt(root);
  await folder.write('blobs/small', '123');
  await folder.write('blobs/folder/x', 'x');
  await folder.write('blobs/sparse', '');
  truncateSync(join(root, 'blobs/sparse'), 1e12);
  expect(await folder.read('blobs/small', 3)).toHaveLength(3);
  expect(await folder.read('blobs/small', 2)).toBeUndefined();
  expect(await folder.read('blobs/folder', 100)).toBeUndefined();
  expect(await folder.read('blobs/sparse', 1024)).toBeUndefined();
});

describe('no link is followed', () => {
  const victimFiles = () => readdirSync(victim, { recursive: true, encoding: 'utf8' }).sort();

  test.each(['', 'results', 'blobs', 'commits', 'points', 'teachers', 'checkpoints'])(
    'at "%s" of the store',
    async (name) => {
      const before = victimFiles();
      if (name !== '') mkdirSync(root);
      symlinkSync(victim, join(root, name));
      const folder = storeFolderAt(root);
      expect(await folder.check()).toMatchObject({ ok: false, problems: [{ code: 'store/link' }] });
      const inside = name === '' ? '' : `${name}/`;
      expect(await folder.list(name === '' ? '.' : name)).toEqual([]);
      expect(await folder.read(`${inside}a.txt`, 100)).toBeUndefined();
      await folder.remove(`${inside}a.txt`);
      await prune(folder);
      const written = await attemptLater(() => folder.write(`${inside}new`, 'x'));
      expect(written).toMatchObject({ ok: false, problems: [{ code: 'store/unwritable' }] });
      expect(victimFiles()).toEqual(before);
    },
  );

  test('at a key, an entry, a blob, a record and .gitignore', async () => {
    const before = victimFiles();
    for (const name of ['results', 'blobs', 'commits']) mkdirSync(join(root, name), { recursive: true });
    symlinkSync(join(victim, NAME), join(root, 'results', NAME));
    symlinkSync(join(victim, 'a.txt'), join(root, 'blobs', NAME));
    symlinkSync(join(victim, `${NAME}.json`), join(root, 'commits', `${NAME}.json`));
    symlinkSync(join(victim, 'ignore'), join(root, '.gitignore'));
    const folder = storeFolderAt(root);
    expect(await folder.list(`results/${NAME}`)).toEqual([]);
    expect(await folder.read(`results/${NAME}/${NAME}.json`, 100)).toBeUndefined();
    expect(await folder.read(`blobs/${NAME}`, 100)).toBeUndefined();
    expect(await folder.read(`commits/${NAME}.json`, 100)).toBeUndefined();
    await prune(folder);
    await folder.write(`blobs/${NAME}`, 'content');
    expect(readFileSync(join(root, 'blobs', NAME), 'utf8')).toBe('content');
    expect(victimFiles()).toEqual(before);
    expect(readFileSync(join(victim, 'a.txt'), 'utf8')).toBe('mine');
  });
});

test('a file instead of the folder is told, and nothing can be written', async () => {
  writeFileSync(root, 'x');
  const folder = storeFolderAt(root);
  expect(await folder.check()).toMatchObject({ ok: false, problems: [{ code: 'store/not-a-folder' }] });
  const written = await attemptLater(() => folder.write('blobs/x', 'x'));
  expect(written).toMatchObject({ ok: false, problems: [{ code: 'store/unwritable' }] });
  expect(existsSync(root)).toBe(true);
});
