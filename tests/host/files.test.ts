// Files in real folders with real links: what is read stays in the workspace, what is written goes through no link.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attemptLater, type Outcome } from '../../src/base/problem.ts';
import { isWithin } from '../../src/host/files.ts';
import { processIo } from '../../src/host/process.ts';

let root = '';
let workspace = '';
const inWorkspace = (path: string) => join(workspace, path);
const SECRET = 'root:x:0:0:secret';

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kd-gate-files-')));
  workspace = join(root, 'workspace');
  mkdirSync(inWorkspace('data'), { recursive: true });
  mkdirSync(join(root, 'victim'));
  writeFileSync(join(root, 'victim/report.json'), SECRET);
  writeFileSync(inWorkspace('data/x.npz'), 'x');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const codesOf = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.problems.map(({ code }) => code));
const messagesOf = (outcome: Outcome<unknown>) => (outcome.ok ? '' : outcome.problems.map((p) => p.message).join());

describe('kd.yaml and what else is named', () => {
  test.each([
    ['a command line', true],
    ['a workflow', false],
  ])('as a link to a file outside is refused and nothing is quoted, by %s', async (_, mayLeave) => {
    symlinkSync('../victim/report.json', inWorkspace('kd.yaml'));
    const outcome = await processIo(workspace, mayLeave).readNamed(inWorkspace('kd.yaml'), 1000);
    expect(codesOf(outcome)).toEqual(['file/outside']);
    expect(messagesOf(outcome)).not.toContain('secret');
  });

  test('a link to nowhere outside is refused as one to somewhere is', async () => {
    symlinkSync('../victim/absent', inWorkspace('kd.yaml'));
    expect(codesOf(await processIo(workspace).readNamed(inWorkspace('kd.yaml'), 1000))).toEqual(['file/outside']);
    expect(codesOf(await processIo(workspace).locateInside(workspace, 'kd.yaml', 10))).toEqual(['file/outside']);
  });

  test('a link to a file inside is read', async () => {
    symlinkSync('data/x.npz', inWorkspace('kd.yaml'));
    expect(await processIo(workspace, false).readNamed(inWorkspace('kd.yaml'), 1000)).toMatchObject({ ok: true });
  });

  test('a command line may name a file elsewhere, whose folder no link may leave; a workflow may not', async () => {
    const elsewhere = join(root, 'victim/report.json');
    expect((await processIo(workspace, true).readNamed(elsewhere, 1000)).ok).toBe(true);
    expect(codesOf(await processIo(workspace, false).readNamed(elsewhere, 1000))).toEqual(['file/outside']);
    symlinkSync('../workspace/data/x.npz', join(root, 'victim/kd.yaml'));
    expect(codesOf(await processIo(workspace).readNamed(join(root, 'victim/kd.yaml'), 9))).toEqual(['file/outside']);
  });

  test('what is not there is told as for any file', async () => {
    expect(messagesOf(await processIo(workspace).readNamed(inWorkspace('none.yaml'), 9))).toMatch(
      /none\.yaml does not exist$/,
    );
  });
});

describe('nothing is read in .git, where the token of actions/checkout lies', () => {
  beforeEach(() => {
    for (const folder of ['.git', 'sub/.git']) {
      mkdirSync(inWorkspace(folder), { recursive: true });
      writeFileSync(inWorkspace(`${folder}/config`), SECRET);
    }
    symlinkSync('.git/config', inWorkspace('link'));
    symlinkSync('.git', inWorkspace('folder'));
  });

  test.each(['.git/config', 'sub/.git/config', 'link', 'folder/config', 'data/../.git/config'])('%s', async (path) => {
    const io = processIo(workspace, false);
    for (const outcome of [
      await io.readInside(workspace, path, 1000),
      await io.locateInside(workspace, path, 1000),
      await io.readNamed(inWorkspace(path), 1000),
    ]) {
      expect(codesOf(outcome)).toEqual(['file/in-git']);
      expect(messagesOf(outcome)).toMatch(/lies in \.git, where nothing is read; name another file$/);
    }
  });
});

describe('what is written', () => {
  const write = (path: string, mayLeave = false) =>
    attemptLater(() => processIo(workspace, mayLeave).write(inWorkspace(path), 'new'));

  test.each([
    ['the folder itself', 'kd-gate-out', '../victim', 'kd-gate-out/report.json'],
    ['a folder of a model', 'kd-gate-out/digits', '../../victim', 'kd-gate-out/digits/report.json'],
    ['the file', 'kd-gate-out/report.json', '../../victim/report.json', 'kd-gate-out/report.json'],
    ['a link that stays inside', 'kd-gate-out', 'data', 'kd-gate-out/report.json'],
  ])('goes through no link: %s', async (_, link, target, file) => {
    mkdirSync(join(inWorkspace(link), '..'), { recursive: true });
    symlinkSync(target, inWorkspace(link));
    for (const mayLeave of [true, false]) {
      const io = processIo(workspace, mayLeave);
      expect(codesOf(await io.checkWritable(inWorkspace(file)))).toEqual(['file/outside']);
      expect(messagesOf(await write(file, mayLeave))).toBe(
        `${link} is a symbolic link, and nothing is written through one; remove it`,
      );
      expect(codesOf(await attemptLater(() => io.remove(inWorkspace(file))))).toEqual(['file/outside']);
    }
    expect(readFileSync(join(root, 'victim/report.json'), 'utf8')).toBe(SECRET);
    expect(existsSync(inWorkspace('data/report.json'))).toBe(false);
  });

  test.each(['.git/report.json', '.git', '.GIT/hooks/x', 'sub/.git/x'])('never lies in .git: %s', async (path) => {
    for (const mayLeave of [true, false]) expect(codesOf(await write(path, mayLeave))).toEqual(['file/outside']);
    expect(existsSync(inWorkspace('.git'))).toBe(false);
  });

  test('lies outside only where a command line names it', async () => {
    expect(codesOf(await write('../elsewhere/report.json'))).toEqual(['file/outside']);
    expect(existsSync(join(root, 'elsewhere'))).toBe(false);
    expect((await write('../elsewhere/report.json', true)).ok).toBe(true);
    expect(readFileSync(join(root, 'elsewhere/report.json'), 'utf8')).toBe('new');
  });

  test('lies where its path says as it is written, though a link on its way leads elsewhere', async () => {
    mkdirSync(join(root, 'victim/sub'));
    symlinkSync('../victim/sub', inWorkspace('linked'));
    const io = processIo(workspace, false);
    const path = `${workspace}/linked/../report.json`;
    await io.write(path, 'new');
    expect(readFileSync(inWorkspace('report.json'), 'utf8')).toBe('new');
    expect(await io.exists(path)).toBe(true);
    await io.remove(path);
    expect(existsSync(inWorkspace('report.json'))).toBe(false);
    expect(readFileSync(join(root, 'victim/report.json'), 'utf8')).toBe(SECRET);
  });

  test('is there in a folder that is made', async () => {
    expect((await write('out/..x/report.json')).ok).toBe(true);
    expect(readFileSync(inWorkspace('out/..x/report.json'), 'utf8')).toBe('new');
  });
});

test('a folder named ..x is inside, its parent is not', () => {
  expect(isWithin('/w', '/w/..x/kd.yaml')).toBe(true);
  expect(isWithin('/w', '/w')).toBe(true);
  expect(isWithin('/w', '/')).toBe(false);
  expect(isWithin('/w', '/wx')).toBe(false);
});

test('a file that is too large is refused before it is read', async () => {
  writeFileSync(inWorkspace('sparse.csv'), '');
  truncateSync(inWorkspace('sparse.csv'), 2 ** 30);
  const outcome = await processIo(workspace).locateInside(workspace, 'sparse.csv', 2 ** 27);
  expect(codesOf(outcome)).toEqual(['file/too-large']);
});
