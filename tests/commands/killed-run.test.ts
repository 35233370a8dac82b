// A run that is killed while it trains: the next one goes on from the last epoch, to the same bytes.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { bundleSources } from '../github/runner.ts';

const root = join(import.meta.dirname, '../..');

/** Dropout, batch norm, momenta, noise, a live teacher, learned ranges: all that a state must hold. */
const SPEC = `version: 1
models:
  digits:
    data: { train: { npz: data/train.npz }, test: { npz: data/test.npz }, normalize: { divide: 16 } }
    teacher:
      layers:
        - conv2d: { filters: 4, kernel: 3, batchNorm: true, activation: relu6 }
        - flatten: {}
        - dense: { units: 10 }
      train: { epochs: 12, batch: 16, augment: [{ shift: { by: [1, 1] } }] }
    student:
      layers:
        - conv2d: { filters: 6, kernel: 3, batchNorm: true, activation: relu6 }
        - dropout: { rate: 0.2 }
        - flatten: {}
        - dense: { units: 10 }
    distill: { epochs: 12, batch: 16, augment: [{ noise: { deviation: 0.1 } }, { mixup: {} }] }
    quantize: { aware: { epochs: 12 } }
`;

function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-killed-'));
  cpSync(join(root, 'fixtures/digits/data'), join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'kd.yaml'), SPEC);
  return folder;
}

const checkpointsIn = (folder: string): readonly string[] => {
  const inside = join(folder, '.kd-gate/checkpoints');
  return existsSync(inside) ? readdirSync(inside).filter((name) => !name.endsWith('.tmp')) : [];
};

const modelIn = (folder: string) => {
  const [file = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('model.tflite'),
  );
  return sha256Hex(readFileSync(join(folder, file)));
};

/** Epochs of the folder's only training that has not ended; 0 without one. */
function epochsIn(folder: string): number {
  const ended = checkpointsIn(folder).map((name) => {
    try {
      const [line] = readFileSync(join(folder, '.kd-gate/checkpoints', name), 'utf8').split('\n', 1);
      return JSON.parse(line).history.length;
    } catch {
      // A next one took its place in between.
      return 0;
    }
  });
  return ended.find((epochs) => epochs < 12) ?? 0;
}

describe('a run that was killed', () => {
  let bundle = '';
  let unbroken = '';
  beforeAll(async () => {
    bundle = join(await bundleSources(), 'cli.cjs');
    const folder = workspace();
    const { status } = spawnSync(process.execPath, [bundle, 'run', '--no-store', '--threads', '1'], { cwd: folder });
    expect([status, checkpointsIn(folder)]).toEqual([0, []]);
    unbroken = modelIn(folder);
  }, 240_000);

  /** Kills the run after some epochs of this stage. */
  async function kill(folder: string, threads: number, stage: string) {
    const args = [bundle, 'run', '--threads', String(threads)];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const isThere = () => said.includes(`digits: ${stage}`) && epochsIn(folder) >= 2;
    while (!isThere() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
    child.kill('SIGKILL');
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
  }

  test.each([
    ['teacher', 1],
    ['distill', 1],
    ['distill', 2],
    ['train quantized', 1],
  ])(
    'in the stage %s with %d threads goes on',
    async (stage, threads) => {
      const folder = workspace();
      await kill(folder, threads, stage);
      const epochs = epochsIn(folder);
      const next = spawnSync(process.execPath, [bundle, 'run', '--threads', '1'], { cwd: folder, encoding: 'utf8' });
      expect([next.status, next.stderr]).toEqual([
        0,
        expect.stringContaining(`digits: ${stage} resumed at epoch ${epochs + 1} of 12`),
      ]);
      // The float training isn't repeated for the one that comes after it.
      if (stage === 'train quantized') expect(next.stderr).toContain('digits: distill had ended before');
      expect(modelIn(folder)).toBe(unbroken);
      expect(checkpointsIn(folder)).toEqual([]);
    },
    240_000,
  );

  test('starts anew where kd.yaml says something else since', async () => {
    const folder = workspace();
    await kill(folder, 1, 'distill');
    writeFileSync(join(folder, 'kd.yaml'), SPEC.replace('rate: 0.2', 'rate: 0.3'));
    const next = spawnSync(process.execPath, [bundle, 'run', '--threads', '1'], { cwd: folder, encoding: 'utf8' });
    expect([next.status, next.stderr]).toEqual([0, expect.not.stringContaining('resumed')]);
    expect(modelIn(folder)).not.toBe(unbroken);
  }, 240_000);
});
