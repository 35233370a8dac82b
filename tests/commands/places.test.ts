// Where a run writes, as a process: from any folder, and what git sees of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { bundleSources } from '../github/runner.ts';

const MODEL = join(import.meta.dirname, '../../fixtures/arena/softmax_1x10.tflite');
const SPEC =
  'version: 1\nmodels: { small: { student: { tflite: model.tflite }, budgets: { size: { max: 1 KiB } } } }\n';

/** A repository whose kd.yaml lies in a folder of its own, beside another folder. */
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kd-gate-places-'));
  for (const folder of ['models', 'src/deep']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'models/kd.yaml'), SPEC);
  copyFileSync(MODEL, join(root, 'models/model.tflite'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});

async function run(folder: string, ...args: string[]) {
  const cli = join(await bundleSources(), 'cli.cjs');
  return spawnSync(process.execPath, [cli, ...args], { cwd: join(root, folder), encoding: 'utf8', timeout: 60_000 });
}

/** What git would add, without what was there before. */
const seenByGit = () =>
  execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '' && !/models\/(kd\.yaml|model\.tflite)$/.test(line));

describe('run writes beside kd.yaml', () => {
  test.each([
    ['.', 'models/kd.yaml', 'models/kd-gate-out'],
    ['models', 'kd.yaml', 'kd-gate-out'],
    ['src/deep', '../../models/kd.yaml', '../../models/kd-gate-out'],
  ])('from %s', async (folder, spec, shown) => {
    const { status, stdout } = await run(folder, 'run', spec);
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, `report and firmware files in ${shown}`]);
    for (const path of ['kd-gate-out/report.json', 'kd-gate-out/small/model.tflite', '.kd-gate/results']) {
      expect(existsSync(join(root, 'models', path)), path).toBe(true);
    }
    for (const name of ['kd-gate-out', '.kd-gate']) {
      for (const other of ['.', 'src/deep']) expect(existsSync(join(root, other, name))).toBe(false);
    }
    expect(seenByGit()).toEqual([]);
  });

  test('and finds there what a run from another folder stored', async () => {
    await run('.', 'run', 'models/kd.yaml');
    expect((await run('src/deep', 'run', '../../models/kd.yaml')).stderr).toContain('same inputs as before');
  });

  test('but a folder that somebody typed is one of the current folder', async () => {
    await run('src/deep', 'run', '../../models/kd.yaml', '--out', 'mine', '--store', 'results');
    expect(existsSync(join(root, 'src/deep/mine/report.json'))).toBe(true);
    expect(existsSync(join(root, 'src/deep/results/results'))).toBe(true);
    for (const name of ['kd-gate-out', '.kd-gate']) expect(existsSync(join(root, 'models', name))).toBe(false);
  });

  test('as merge does', async () => {
    await run('.', 'run', 'models/kd.yaml', '--out', 'reports/small');
    const { status, stderr } = await run('.', 'merge', 'models/kd.yaml');
    expect([status, stderr]).toEqual([0, '']);
    expect(existsSync(join(root, 'models/kd-gate-out/report.md'))).toBe(true);
    expect(seenByGit()).toEqual([]);
  });
});

describe('git ignores a folder that kd-gate made', () => {
  test('until its .gitignore is deleted', async () => {
    await run('models', 'run');
    rmSync(join(root, 'models/kd-gate-out/.gitignore'));
    await run('models', 'run');
    expect(seenByGit()).toContain('?? models/kd-gate-out/small/model.tflite');
  });

  test('and sees one that was there before', async () => {
    mkdirSync(join(root, 'models/firmware'));
    await run('models', 'run', '--out', 'firmware');
    expect(seenByGit()).toContain('?? models/firmware/small/model.tflite');
  });

  test('and a run that is refused makes none', async () => {
    writeFileSync(join(root, 'models/kd.yaml'), SPEC.replace('model.tflite', 'none.tflite'));
    expect((await run('models', 'run')).status).toBe(2);
    expect(existsSync(join(root, 'models/kd-gate-out'))).toBe(false);
  });

  test('by a file that says what it is for', async () => {
    await run('models', 'run');
    expect(readFileSync(join(root, 'models/kd-gate-out/.gitignore'), 'utf8')).toMatch(/^# kd-gate made this.*\n\*\n$/);
  });
});
