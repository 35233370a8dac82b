// `kd-gate run --watch` as a process that files are saved under.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { bundleSources } from '../github/runner.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

const SPEC = `version: 1
models:
  digits:
    data: { train: { npz: data/train.npz }, test: { npz: data/test.npz }, normalize: { divide: 16 } }
    student: { layers: [{ flatten: {} }, { dense: { units: 10 } }] }
    distill: { epochs: 2 }
    boards: [mine.yaml]
    budgets: { size: { max: 16 KiB } }
`;
const board = (ramBytes: number) => `id: mine
name: Mine
mcu: x
profile: cortex-m4f/cmsis_nn
clockHz: 64000000
ramBytes: ${ramBytes}
flashBytes: 900000
`;

let cli = '';
let child: ChildProcess | undefined;
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
});
afterEach(() => {
  child?.kill('SIGKILL');
});

/** A session in a folder of its own: `save` puts a file in the place of the one before, as editors do. */
async function session(spec: string, links: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-watching-'));
  cpSync(join(fixtures, 'digits/data'), join(folder, 'data'), { recursive: true });
  const save = (name: string, text: string | Uint8Array) => {
    writeFileSync(join(folder, `${name}.tmp`), text);
    renameSync(join(folder, `${name}.tmp`), join(folder, name));
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
  save('kd.yaml', spec);
  save('mine.yaml', board(100_000));
  const started = spawn(process.execPath, [cli, 'run', '--watch', '--threads', '1'], { cwd: folder });
  child = started;
  const said = { out: '', err: '' };
  started.stdout.on('data', (text) => {
    said.out += text;
  });
  started.stderr.on('data', (text) => {
    said.err += text;
  });
  const ended = new Promise<number | null>((resolve) => started.on('close', resolve));
  /** What was said since the last call, once it waits for the next save. */
  const waits = async () => {
    while (!said.err.includes('Ctrl-C ends it')) {
      if (started.exitCode !== null) throw new Error(`it ended: ${said.err}`);
      await new Promise((wake) => setTimeout(wake, 5));
    }
    const { out, err } = said;
    Object.assign(said, { out: '', err: '' });
    return { out, err };
  };
  const saved = async (name: string, text: string | Uint8Array) => {
    save(name, text);
    return waits();
  };
  const interrupt = () => {
    started.kill('SIGINT');
    return ended;
  };
  return { folder, waits, saved, interrupt };
}

test('prints what changed, trains only where it must, and lives through mistakes', async () => {
  const { folder, waits, saved, interrupt } = await session(SPEC);
  const first = await waits();
  expect(first.out).toContain('digits: pass');
  expect(first.err).toContain('digits: train');

  const budget = await saved('kd.yaml', SPEC.replace('16 KiB', '600 B'));
  expect(budget.out).toMatch(/^\nkd\.yaml changed; judged again in [\d.]+ s\ndigits: fail\n {2}- size .*16 KiB.*\n/);
  expect(budget.out).toContain('kd-gate: fail');
  expect(budget.out).not.toContain('MACs');
  expect(budget.err).not.toContain('train');

  const wrong = await saved('kd.yaml', SPEC.replace('boards:', 'bords:'));
  expect(wrong.out).toBe('\nkd.yaml changed; not judged, see above\n');
  expect(wrong.err).toMatch(/^kd\.yaml:7:5 .*did you mean "boards"\?/);

  const again = await saved('kd.yaml', SPEC);
  expect(again.out).toContain('digits: pass');
  expect(again.err).not.toContain('train');

  // No stored result has this board; the student is the same.
  const smaller = await saved('mine.yaml', board(900));
  expect(smaller.out).toMatch(/^\nmine\.yaml changed/);
  expect(smaller.out).toContain('digits: fail');
  expect(smaller.err).not.toContain('train');

  // To the byte what a run gives that remembers nothing.
  const fresh = spawnSync(process.execPath, [cli, 'run', '--no-store', '--out', 'fresh'], { cwd: folder });
  expect(fresh.status).toBe(1);
  for (const name of ['report.json', 'digits/model.tflite', 'digits/model_settings.h']) {
    expect(readFileSync(join(folder, 'kd-gate-out', name))).toEqual(readFileSync(join(folder, 'fresh', name)));
  }

  const units = await saved('kd.yaml', SPEC.replace('- dense', '-  dense').replace('epochs: 2', 'epochs: 3'));
  expect(units.err).toContain('digits: train');

  const test = await saved('data/test.npz', readFileSync(join(fixtures, 'digits/data/train.npz')));
  expect(test.out).toMatch(/^\ndata\/test\.npz changed/);
  expect(test.out).toMatch(/\+ accuracy, int8 .* of 602\)/);

  expect(await interrupt()).toBe(1);
  expect(existsSync(join(folder, 'kd-gate-out/report.json'))).toBe(true);
}, 240_000);

test('a kd.yaml that is wrong from the start is watched all the same', async () => {
  const { waits, saved, interrupt } = await session('version: 2\n');
  expect((await waits()).err).toContain('kd.yaml:1:');
  expect((await saved('kd.yaml', SPEC)).out).toContain('digits: pass');
  expect(await interrupt()).toBe(0);
}, 120_000);

test('JSON has no changes to show', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'run', '--watch', '--json'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringContaining('leave out --json')]);
});

test('a kd.yaml that names folders and links out of the workspace has them neither read nor watched', async () => {
  const hostile = SPEC.replace('{ npz: data/train.npz }', '{ images: { folder: ../../, size: [2, 2] } }')
    .replace('{ npz: data/test.npz }', '{ npz: out/secret.npz }')
    .replace('[mine.yaml]', '[mine.yaml, /etc/hostname.yaml]');
  const { folder, waits, saved, interrupt } = await session(SPEC, { out: tmpdir() });
  expect((await waits()).err).toContain('watching 4 paths');
  const { err } = await saved('kd.yaml', hostile);
  expect(err).toContain('leads out of the workspace');
  expect(err).toContain('watching 2 paths');
  // Nor is anything told of what happens there.
  writeFileSync(join(folder, '../kd-gate-watch-secret'), '');
  rmSync(join(folder, '../kd-gate-watch-secret'));
  await new Promise((wake) => setTimeout(wake, 300));
  const { out } = await saved('mine.yaml', board(50));
  expect(out.match(/changed;/g)).toHaveLength(1);
  expect(await interrupt()).toBe(2);
});

test.each(['a folder', 'a pipe', 'a file of 2 MB'])(
  'kd.yaml as %s is a mistake, until it is a file again',
  async (what) => {
    const { folder, waits, saved, interrupt } = await session(SPEC);
    await waits();
    // Made elsewhere, so that there is no time in which nothing is there.
    const [path, made] = [join(folder, 'kd.yaml'), join(folder, 'made')];
    if (what === 'a folder') mkdirSync(made);
    else if (what === 'a pipe') expect(spawnSync('mkfifo', [made]).status).toBe(0);
    else writeFileSync(made, `${SPEC}#${'x'.repeat(2_000_000)}`);
    rmSync(path);
    renameSync(made, path);
    const { err } = await waits();
    expect(err).toMatch(what === 'a file of 2 MB' ? /kd\.yaml has \d+ bytes/ : /kd\.yaml is not a file/);
    rmSync(path, { recursive: true });
    await waits();
    expect((await saved('kd.yaml', SPEC)).out).toContain('nothing is different');
    expect(await interrupt()).toBe(0);
  },
);
