// What `kd-gate suggest` writes, as a process: nothing through a link, and nothing over what somebody wrote meanwhile.
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleSources } from '../../github/runner.ts';

let cli = '';
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
});

/** Too large by a little. */
const SPEC = `version: 1
models:
  digits:
    data: { train: { npz: data/train.npz }, test: { npz: data/test.npz }, normalize: { divide: 16 } }
    student: { layers: [{ flatten: {} }, { dense: { units: 24, activation: relu } }, { dense: { units: 10 } }] }
    distill: { epochs: 2 }
    budgets: { size: { max: 3300 B } }
`;

function project() {
  const root = mkdtempSync(join(tmpdir(), 'kd-gate-suggest-'));
  const [work, outside] = [join(root, 'work'), join(root, 'outside')];
  for (const folder of [work, outside]) mkdirSync(folder);
  cpSync(join(import.meta.dirname, '../../../fixtures/digits/data'), join(work, 'data'), { recursive: true });
  writeFileSync(join(work, 'kd.yaml'), SPEC);
  writeFileSync(join(outside, 'precious'), 'mine');
  return { work, outside };
}

/** `onProgress`: once, when it trains. */
async function suggest(work: string, args: readonly string[], onProgress = () => {}) {
  const started = spawn(process.execPath, [cli, 'suggest', '--no-store', ...args], { cwd: work });
  let [err, isTold] = ['', false];
  started.stderr.on('data', (text) => {
    err += text;
    if (!isTold && err.includes('train')) {
      isTold = true;
      onProgress();
    }
  });
  const status = await new Promise<number | null>((answer) => started.on('close', answer));
  return { status, err, isTold };
}

describe('a link that a commit brings', () => {
  test.each([
    ['the picture', 'pictures/digits-size.svg', ['--pareto', '--out', 'pictures']],
    ['the folder of pictures', 'pictures', ['--pareto', '--out', 'pictures']],
    ['the file that is written', 'new.yaml', ['--write', 'new.yaml']],
    ['kd.yaml itself', 'kd-link.yaml', ['--write', 'kd-link.yaml']],
  ])('as %s is refused before anything is trained', async (_, name, args) => {
    const { work, outside } = project();
    if (name.startsWith('pictures/')) mkdirSync(join(work, 'pictures'));
    symlinkSync(name === 'pictures' ? outside : join(outside, 'precious'), join(work, name));
    const { status, err, isTold } = await suggest(work, args);
    expect([status, isTold]).toEqual([2, false]);
    expect(err).toContain('is a symbolic link, and nothing is written through one');
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('mine');
  });
});

test('kd.yaml that was saved meanwhile is kept', async () => {
  const { work } = project();
  const path = join(work, 'kd.yaml');
  const { status, err } = await suggest(work, ['--write', 'kd.yaml'], () => appendFileSync(path, '# mine\n'));
  expect(err).toContain('kd.yaml was changed while changes were looked for');
  expect(status).toBe(2);
  expect(readFileSync(path, 'utf8')).toBe(`${SPEC}# mine\n`);
});

test('a new file that appeared meanwhile is kept', async () => {
  const { work } = project();
  const path = join(work, 'new.yaml');
  const { status, err } = await suggest(work, ['--write', 'new.yaml'], () => writeFileSync(path, 'mine'));
  expect(err).toContain('new.yaml is there already');
  expect([status, readFileSync(path, 'utf8')]).toEqual([2, 'mine']);
});

test('otherwise what passes is written', async () => {
  const { work } = project();
  const { status, err } = await suggest(work, ['--write', 'kd.yaml']);
  expect(err).toContain('written to kd.yaml');
  expect([status, existsSync(join(work, 'kd-gate-out'))]).toEqual([0, false]);
  expect(readFileSync(join(work, 'kd.yaml'), 'utf8')).not.toBe(SPEC);
});
