import { encodeWaveFromFloat32Channels } from '@echogarden/wave-codec';
import { expect, test } from 'vitest';
import { describeProblem, must, type Outcome } from '../../../src/base/problem.ts';
import { KINDS } from '../../../src/config/kinds.ts';
import { specParser } from '../../../src/config/parse.ts';
import { loadData } from '../../../src/data/load.ts';
import type { WantedAnswers } from '../../../src/data/reader.ts';
import { wav } from '../../../src/data/readers/wav.ts';
import { sampleWriters } from '../../../src/data/sample-writer.ts';
import { isStored } from '../../../src/data/stored-values.ts';
import { dataParams } from '../data-params.ts';
import { readerOf } from '../folder-of.ts';

/** 16 bits, so whole multiples of 2^-15 come back. */
const sound = (samples: readonly number[], rate = 100) =>
  encodeWaveFromFloat32Channels([Float32Array.from(samples)], rate, 16);
const FILES = {
  'data/no/a_1.wav': sound([0.5, -0.5, 0.25]),
  'data/yes/b_1.wav': sound([0.125, 0, 0, 0, 0, 1 / 32768]),
  'data/yes/b_2.WAV': sound([-1]),
  'data/readme.txt': 'no sound',
};
const DEFAULTS = { folder: 'data', rate: 100, keep: 'start', channel: 'mix', samples: 4 } as const;

async function read(
  params: object = {},
  files: Readonly<Record<string, Uint8Array | string>> = FILES,
  wanted: WantedAnswers = 'classes',
) {
  const readFile = readerOf(files);
  const listing = must(await readFile('data/'));
  const samples = await wav.read(
    [listing],
    { ...DEFAULTS, ...params },
    {},
    {
      wanted,
      newWriter: sampleWriters(undefined),
      async readEach(paths, take) {
        for (const [i, path] of paths.entries()) await take(must(await readFile(path)), i);
      },
    },
  );
  const { x } = samples;
  if (isStored(x.values)) throw new Error('a few samples lie in memory');
  return { ...samples, x: { ...x, values: x.values } };
}

test('one sample a file, labelled by its folder, padded at the end or trimmed', async () => {
  const { x, y, origins } = await read();
  expect(x.shape).toEqual([3, 4]);
  expect([...x.values]).toEqual([0.5, -0.5, 0.25, 0, 0.125, 0, 0, 0, -1, 0, 0, 0]);
  expect(y).toEqual(['no', 'yes', 'yes']);
  expect(origins).toEqual(['no/a_1.wav', 'yes/b_1.wav', 'yes/b_2.WAV']);
});

test.each([
  ['centre', [0.5, -0.5, 0.25, 0, 0, 0, 0, 0, 0, -1, 0, 0]],
  ['end', [0, 0.5, -0.5, 0.25, 0, 0, 0, 1 / 32768, 0, 0, 0, -1]],
])('the %s is kept', async (keep, values) => {
  expect([...(await read({ keep })).x.values].map((v) => v + 0)).toEqual(values);
});

test('a pattern gives the label and the group', async () => {
  const { y, origins } = await read({ pattern: '{label}_{take}.{*}', group: 'take' });
  expect([y, origins]).toEqual([
    ['a', 'b', 'b'],
    ['1', '1', '2'],
  ]);
});

test('long recordings are cut into windows, short ones are padded, and windows share their origin', async () => {
  const files = { 'data/a/long.wav': sound([1, 2, 3, 4, 5, 6, 7].map((v) => v / 8)), 'data/b/short.wav': sound([0.5]) };
  const { x, y, origins } = await read({ stride: 0.02 }, files);
  expect(x.shape).toEqual([3, 4]);
  expect([...x.values].map((v) => v * 8)).toEqual([1, 2, 3, 4, 3, 4, 5, 6, 4, 0, 0, 0]);
  expect([y, origins]).toEqual([
    ['a', 'a', 'b'],
    ['a/long.wav', 'a/long.wav', 'b/short.wav'],
  ]);
});

test('files of another rate are resampled to the length that they had in seconds', async () => {
  const half = Array(100).fill(0.5);
  const { x } = await read({ rate: 200, samples: undefined, seconds: 1 }, { 'data/a/x.wav': sound(half) });
  expect(x.shape).toEqual([1, 200]);
  // scipy.signal.resample_poly(np.full(100, 0.5), 2, 1)[100]
  expect(x.values[100]).toBeCloseTo(0.5, 3);
});

const messageOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'read' : outcome.problems.map(describeProblem).join());
const loaded = (wavParams: object, files: Readonly<Record<string, Uint8Array | string>> = FILES) => {
  return loadData(dataParams({ test: { wav: { ...DEFAULTS, ...wavParams } } }), readerOf(files));
};

test('a data set of them has sorted classes', async () => {
  const { test } = must(await loaded({}));
  expect(test).toMatchObject({ count: 3, shape: [4], classes: ['no', 'yes'], labels: Int32Array.of(0, 1, 1) });
});

test.each([
  ['no sound in the folder', {}, { 'data/x.mp3': 'x' }, 'test.wav.folder: there are no .wav files in this folder'],
  [
    'a file in no folder',
    {},
    { 'data/x.wav': sound([0]) },
    'test.wav: "x.wav" lies in no folder of a class; move it, or write pattern: "{label}_{*}.wav"',
  ],
  [
    'a damaged file',
    {},
    { ...FILES, 'data/no/z.wav': 'RIFF' },
    'test.wav: "no/z.wav": not a .wav file: it does not start with RIFF and WAVE',
  ],
  ['an empty one', {}, { ...FILES, 'data/no/z.wav': sound([]) }, 'test.wav: "no/z.wav": the .wav file holds no sound'],
  [
    'two lengths',
    { seconds: 1 },
    FILES,
    'test.wav.samples: seconds and samples both say how long a sample is; remove one',
  ],
  [
    'a length of nothing',
    { samples: undefined, seconds: 0.001 },
    FILES,
    'test.wav.seconds: a sample has 0 values; supported are 1 to 1048576',
  ],
  ['a stride of nothing', { stride: 0.001 }, FILES, 'test.wav.stride: 0.001 s are less than one step of 100 a second'],
  [
    'a channel that is not there',
    { channel: 1 },
    FILES,
    'test.wav: "no/a_1.wav": the .wav file has no channel 1; it has 1, which count from 0',
  ],
  ['a missing folder', {}, { x: 'x' }, 'test.wav.folder: data/'],
])('%s', async (_, params, files, message) => {
  expect(messageOf(await loaded(params, files))).toBe(message);
});

test('kd.yaml names a folder of them', () => {
  const outcome = specParser(KINDS)(
    'version: 1\nmodels:\n  m:\n    data:\n      test: { wav: { folder: data, pattern: "{label}_{*}.wav" } }\n' +
      '    student: { tflite: a.tflite }\n    boards: [arduino-nano-33-ble]\n    budgets: { accuracy: { min: 90% } }\n',
    'kd.yaml',
  );
  expect(messageOf(outcome)).toBe('read');
});
