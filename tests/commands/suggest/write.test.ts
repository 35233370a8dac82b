// `kd-gate suggest --write` as a process: kd.yaml or a new file is written with the changes, and nothing else ever is.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleSources, specText } from '../../github/runner.ts';

const DATA = join(import.meta.dirname, '../../../fixtures/digits/data');
// A comment, which stays.
const FAILING = `# of the digits\n${specText({ budgets: 'size: { max: 2 KiB }' })}`;
const EDITED = `${FAILING}    export: { compact: true }\n`;
let cli = '';
let root = '';
let workspace = '';
const inWorkspace = (path: string) => join(workspace, path);
const specNow = () => readFileSync(inWorkspace('kd.yaml'), 'utf8');

// The results of one test are there for the next.
const store = mkdtempSync(join(tmpdir(), 'kd-gate-suggest-store-'));
afterAll(() => rmSync(store, { recursive: true, force: true }));
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
}, 120_000);
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kd-gate-suggest-')));
  workspace = join(root, 'workspace');
  cpSync(DATA, inWorkspace('data'), { recursive: true });
  writeFileSync(inWorkspace('kd.yaml'), FAILING);
  mkdirSync(join(root, 'victim'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function suggest(write: string, { cwd = workspace, spec = 'kd.yaml' } = {}) {
  const args = [cli, 'suggest', spec, '--store', store, '--trainings', '1', '--write', write];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 60_000 });
  return { status, stderr };
}

describe('is written', () => {
  test('a new file, with kd.yaml as it was', () => {
    expect(suggest('changed.yaml')).toMatchObject({ status: 0, stderr: expect.stringMatching(/^written to changed/m) });
    expect([readFileSync(inWorkspace('changed.yaml'), 'utf8'), specNow()]).toEqual([EDITED, FAILING]);
    const run = spawnSync(process.execPath, [cli, 'run', 'changed.yaml', '--no-store'], { cwd: workspace });
    expect(run.status).toBe(0);
  });

  test('a folder that is missing is made', () => {
    expect(suggest('of/mine/changed.yaml').status).toBe(0);
    expect(readFileSync(inWorkspace('of/mine/changed.yaml'), 'utf8')).toBe(EDITED);
  });

  test.each([
    ['as it is named', () => 'kd.yaml'],
    ['./kd.yaml', () => './kd.yaml'],
    ['sub/../kd.yaml', () => 'sub/../kd.yaml'],
    ['its absolute path', () => inWorkspace('kd.yaml')],
  ])('kd.yaml itself: %s', (_, write) => {
    expect(suggest(write()).status).toBe(0);
    expect(specNow()).toBe(EDITED);
    expect(readdirSync(workspace).sort()).toEqual(['data', 'kd.yaml']);
  });

  test('kd.yaml itself from another folder', () => {
    const there = suggest('../workspace/kd.yaml', { cwd: join(root, 'victim'), spec: inWorkspace('kd.yaml') });
    expect(there.status).toBe(0);
    expect(specNow()).toBe(EDITED);
  });
});

describe('is refused before anything is trained', () => {
  test.each([
    ['another file', 'other.yaml', 'other.yaml is there already; name another file, or kd.yaml itself'],
    ['a folder', 'data', 'data is there already; name another file, or kd.yaml itself'],
    [
      'a file outside of the workspace',
      '../victim/x.yaml',
      '../victim/x.yaml lies outside of the workspace; name a file beside kd.yaml',
    ],
    ['a link', 'link.yaml', 'link.yaml is a symbolic link, and nothing is written through one; remove it'],
    ['what lies behind a link', 'linked/x.yaml', 'linked is a symbolic link, and nothing is written through one'],
    ["git's own folder", '.git/x.yaml', '.git/x.yaml lies in .git, where nothing is written; name another folder'],
  ])('%s', (_, write, message) => {
    writeFileSync(inWorkspace('other.yaml'), 'mine');
    symlinkSync('../victim/link.yaml', inWorkspace('link.yaml'));
    symlinkSync('../victim', inWorkspace('linked'));
    const { status, stderr } = suggest(write);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('train');
    expect(status).toBe(2);
    expect([readFileSync(inWorkspace('other.yaml'), 'utf8'), specNow()]).toEqual(['mine', FAILING]);
    expect(readdirSync(join(root, 'victim'))).toEqual([]);
  });
});

test('the folder above a link is that of the link: nothing is written where it leads', () => {
  mkdirSync(join(root, 'victim/sub'));
  symlinkSync('../victim/sub', inWorkspace('linked'));
  expect(suggest('linked/../changed.yaml').status).toBe(0);
  expect(readFileSync(inWorkspace('changed.yaml'), 'utf8')).toBe(EDITED);
  expect(readdirSync(join(root, 'victim'))).toEqual(['sub']);
});

test.each([
  ['passes', { budgets: 'size: { max: 16 KiB }' }, 0],
  ['can be made to pass by nothing', { budgets: 'size: { max: 100 B }' }, 1],
])('nothing is written of a model that %s', (_, part, status) => {
  writeFileSync(inWorkspace('kd.yaml'), specText(part));
  const { status: found, stderr } = suggest('changed.yaml');
  expect(stderr).not.toContain('written');
  expect(found).toBe(status);
  expect(existsSync(inWorkspace('changed.yaml'))).toBe(false);
  expect(suggest('kd.yaml').status).toBe(status);
  expect(specNow()).toBe(specText(part));
});

test('beside --pareto, which has no change to write, --write is a mistake', () => {
  const args = [cli, 'suggest', '--no-store', '--pareto', '--write', 'changed.yaml'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: workspace, encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringContaining('leave out --write, or --pareto')]);
});

/** `save`: as soon as something is trained, which is after kd.yaml was read. */
async function suggestWhile(write: string, save: () => void) {
  const args = [cli, 'suggest', '--no-store', '--trainings', '1', '--write', write];
  const child = spawn(process.execPath, args, { cwd: workspace, stdio: ['ignore', 'ignore', 'pipe'] });
  let [told, isSaved] = ['', false];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (isSaved || !/train/.test(told)) return;
    isSaved = true;
    save();
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { told, status };
}

describe('what somebody saves meanwhile stays', () => {
  test('in kd.yaml', async () => {
    const saved = FAILING.replace('of the digits', 'saved meanwhile');
    const { told, status } = await suggestWhile('kd.yaml', () => writeFileSync(inWorkspace('kd.yaml'), saved));
    expect(told).toContain('kd.yaml was saved while its changes were tried, and stays as it is; run it again');
    expect([status, specNow()]).toEqual([2, saved]);
  });

  test('in a new file', async () => {
    const { told, status } = await suggestWhile('new.yaml', () => writeFileSync(inWorkspace('new.yaml'), 'mine'));
    expect(told).toContain('new.yaml was saved while its changes were tried, and stays as it is; run it again');
    expect([status, readFileSync(inWorkspace('new.yaml'), 'utf8')]).toEqual([2, 'mine']);
  });
});

test.each([
  ['the picture', 'pictures/digits-size.svg', '../../victim/precious'],
  ['the folder of pictures', 'pictures', '../victim'],
])('%s of --pareto that is a link is refused before anything is trained', (_, name, to) => {
  writeFileSync(join(root, 'victim/precious'), 'mine');
  if (name.includes('/')) mkdirSync(inWorkspace('pictures'));
  symlinkSync(to, inWorkspace(name));
  const args = [cli, 'suggest', '--no-store', '--pareto', '--out', 'pictures'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: workspace, encoding: 'utf8' });
  expect(stderr).toContain('is a symbolic link, and nothing is written through one');
  expect(stderr).not.toContain('train');
  expect(status).toBe(2);
  expect(readdirSync(join(root, 'victim'))).toEqual(['precious']);
  expect(readFileSync(join(root, 'victim/precious'), 'utf8')).toBe('mine');
});
