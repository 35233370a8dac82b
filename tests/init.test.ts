// What `init` writes runs as it is written: the bundled tool in a folder of its own.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWaveFromFloat32Channels } from '@echogarden/wave-codec';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sin } from '../src/base/elementary.ts';
import { random } from '../src/base/random.ts';
import { npzOf } from './data/npz.ts';
import { bundleSources } from './github/runner.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'kd-gate-init-'));
let cli = '';
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 110_000,
  });
  return { status, stdout, stderr };
}

/** Writes kd.yaml from what lies at `path` and runs it; `passes` of the first model. */
function initAndRun(file: string, ...args: string[]) {
  const written = run('init', file, ...args);
  expect(written.stderr.replace(/^.*: (features|train|quantize|simulate) .*\n/gm, '')).toBe('');
  expect(written.status).toBe(0);
  const ran = run('run', file, '--no-store', '--out', `out-${file}`);
  return { text: readFileSync(join(folder, file), 'utf8'), ran };
}

test('--demo: made-up data beside it, and a passing gate', () => {
  const { text, ran } = initAndRun('demo.yaml', '--demo');
  expect(text).toContain('csv: { file: data/motion-train.csv, window: 128, stride: 64');
  expect(ran.stdout).toContain('motion: pass');
  expect(ran.status).toBe(0);
  const again = run('init', 'other.yaml', '--demo');
  expect(again.stderr).toContain('data/motion-train.csv: is there already; add --force to replace it');
  expect([again.status, existsSync(join(folder, 'other.yaml'))]).toEqual([2, false]);
}, 120_000);

test('--from a .tflite file: measured as it is', () => {
  cpSync(join(root, 'fixtures/digits/teacher.tflite'), join(folder, 'teacher.tflite'));
  const { text, ran } = initAndRun('model.yaml', '--from', './teacher.tflite');
  expect(text).toContain('student: { tflite: teacher.tflite }');
  expect(ran.stdout).toContain('teacher: pass');
  expect(ran.status).toBe(0);
}, 120_000);

/** Bright and dark pictures of 8x8. */
function pictures(count: number, seed: number) {
  const source = random(seed, 'pictures');
  const y = Array.from({ length: count }, (_, i) => i % 2);
  const values = y.flatMap((label) => Array.from({ length: 64 }, () => 100 * label + source.below(100)));
  return npzOf({ x: { type: '|u1', shape: [count, 8, 8], values }, y: { type: '|u1', shape: [count], values: y } });
}

test('--from a folder with train and test as .npz', () => {
  mkdirSync(join(folder, 'digits'));
  writeFileSync(join(folder, 'digits/train.npz'), pictures(60, 1));
  writeFileSync(join(folder, 'digits/test.npz'), pictures(20, 2));
  const { text, ran } = initAndRun('npz.yaml', '--from', 'digits/');
  expect(text).toContain('train: { npz: digits/train.npz }');
  expect(ran.stdout).toContain('digits: pass');
}, 120_000);

test('--from a folder of sounds, in train and test, named after their class', () => {
  const source = random(3, 'sounds');
  for (const [set, count] of [
    ['train', 12],
    ['test', 4],
  ] as const) {
    mkdirSync(join(folder, 'tones', set), { recursive: true });
    for (let i = 0; i < 2 * count; i++) {
      const hertz = i % 2 === 0 ? 300 : 1200;
      const tone = Float32Array.from(
        { length: 4000 },
        (_, t) => 0.4 * sin((6.2831853 * hertz * t) / 8000) + 0.05 * source.normal(),
      );
      writeFileSync(
        join(folder, 'tones', set, `${i % 2 === 0 ? 'low' : 'high'}_${i}.wav`),
        encodeWaveFromFloat32Channels([tone], 8000),
      );
    }
  }
  const { text, ran } = initAndRun('tones.yaml', '--from', 'tones');
  expect(text).toContain(
    'train: { wav: { folder: tones/train, rate: 8000, seconds: 0.5, pattern: "{label}_{*}.wav" } }',
  );
  expect(ran.stdout).toMatch(/tones: (pass|warn)/);
}, 120_000);

test.each([
  ['lenet.keras', 'lenet: pass', 'student: { keras: lenet.keras }'],
  // An autoencoder answers with its input.
  ['autoencoder.h5', 'autoencoder: pass', 'targets: input'],
])(
  '--from %s: its layers and weights are the student, noise stands where data will',
  (name, verdict, line) => {
    cpSync(join(root, 'fixtures/keras', name), join(folder, name));
    const { text, ran } = initAndRun(`${name}.yaml`, '--from', name);
    expect(text).toContain(line);
    expect(ran.stdout).toContain(verdict);
  },
  120_000,
);

test('--from a Keras file and its data: fed as its weights answer best, which were trained on the arrays as is', () => {
  mkdirSync(join(folder, 'fed'));
  cpSync(join(root, 'fixtures/tutorial/model.keras'), join(folder, 'fed.keras'));
  for (const set of ['train', 'test'])
    cpSync(join(root, `fixtures/digits/data/${set}.npz`), join(folder, `fed/${set}.npz`));
  const { text, ran } = initAndRun('fed.yaml', '--from', 'fed.keras', '--from', 'fed/');
  expect(text).not.toContain('normalize');
  // Keras itself said 95.90 %, of the same 1,195 samples.
  expect(text).toMatch(/accuracy: \{ min: 9[34]% \} {2}# measured 9[56]\.\d\d%/);
  expect(ran.stdout).toContain('fed: pass');
}, 120_000);

test('--from one .csv file: split by a hash', () => {
  const source = random(5, 'rows');
  const row = (i: number) => [i % 5, ...Array.from({ length: 144 }, () => source.uniform().toFixed(2))].join(',');
  const rows = Array.from({ length: 40 }, (_, i) => row(i));
  writeFileSync(
    join(folder, 'rows.csv'),
    `label,${Array.from({ length: 144 }, (_, i) => `v${i}`)}\n${rows.join('\n')}\n`,
  );
  const { text } = initAndRun('rows.yaml', '--from', 'rows.csv');
  expect(text).toContain('all: { csv: { file: rows.csv, label: "label" } }');
  expect(text).toContain('split: { by: sample, test: 20% }');
}, 120_000);

test('--from a folder of pictures, a folder a class: split by a hash', () => {
  for (const [i, name] of ['grey8', 'grey16', 'rgb8', 'rgba8', 'palette8', 'rgb16', 'grey4', 'palette4'].entries()) {
    for (const copy of [0, 1, 2]) {
      const place = join(folder, 'pictures', i % 2 === 0 ? 'even' : 'odd');
      mkdirSync(place, { recursive: true });
      cpSync(join(root, `fixtures/images/${name}.png`), join(place, `${name}-${copy}.png`));
    }
  }
  const { text, ran } = initAndRun('pictures.yaml', '--from', 'pictures');
  expect(text).toContain('all: { images: { folder: pictures/, size: [32, 32], channels: 1 } }');
  expect(ran.stdout).toMatch(/size +[\d,]+ B +pass +max \d+ KiB \([\d,]+ B free, \d+%\)/);
}, 120_000);

test.each([
  [
    'a folder that is not there',
    ['--from', 'nothing'],
    'there is no folder nothing/; paths are relative to the folder of kd.yaml',
  ],
  [
    'a folder without data',
    ['--from', 'nothing-here'],
    '"nothing-here/" holds no data that is known; known are .npz, .csv, .wav, .png, .jpg and TFRecord',
  ],
  [
    'what lies elsewhere',
    ['--from', '../x.tflite'],
    '"../x.tflite" does not lie below the folder of kd.yaml, "."; write kd.yaml beside it',
  ],
  ['both at once', ['--from', 'digits', '--demo'], '--from and --demo each say what is written; leave one out'],
])('%s is a mistake, and nothing is written', (_, args, message) => {
  mkdirSync(join(folder, 'nothing-here'), { recursive: true });
  const { stderr, status } = run('init', 'wrong.yaml', ...args);
  expect(stderr).toContain(message);
  expect([status, existsSync(join(folder, 'wrong.yaml'))]).toEqual([2, false]);
});
