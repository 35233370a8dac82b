// One set split in two: what stays together, what is tested, and that neither changes.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { describeProblem, type Outcome, orBug } from '../../src/base/problem.ts';
import { type DataSets, loadData } from '../../src/data/load.ts';
import type { SplitParams } from '../../src/data/split.ts';
import { dataParams } from './data-params.ts';
import { readerOf } from './folder-of.ts';

const people = ['ann', 'bob', 'ann', 'cy', 'bob', 'dee', 'eve', 'fay'];
/** The value is the number of the row. */
const rows = people.map((person, i) => `${i % 2},${i},${person}`);
const files = { 'a.csv': ['label,value,person', ...rows].join('\n') };
const csv = { file: 'a.csv', label: 'label', header: true, delimiter: ',', decimal: '.', group: 'person' };

function load(
  split: Partial<SplitParams> | undefined,
  more: object = {},
  content: Readonly<Record<string, string>> = files,
) {
  const params = dataParams({
    all: { csv, x: 'x', y: 'y' },
    split: split && ({ by: 'group', ...split } as SplitParams),
    calibrate: { from: 'train', samples: 2 },
    ...more,
  });
  return loadData(params, readerOf(content));
}

const valuesOf = (outcome: Outcome<DataSets>, side: 'train' | 'test') =>
  Array.from((orBug(outcome)[side]?.values as Float32Array) ?? []);
const messagesOf = (outcome: Outcome<DataSets>) => (outcome.ok ? [] : outcome.problems.map(describeProblem));
const hashOf = (text: string) => Number.parseInt(bytesToHex(sha256(utf8ToBytes(text))).slice(0, 8), 16) / 2 ** 32;

test('named groups are tested, all else is learned from, each in the order of the file', async () => {
  const loaded = await load({ test: ['bob', 'eve'] });
  expect(valuesOf(loaded, 'test')).toEqual([1, 4, 6]);
  expect(valuesOf(loaded, 'train')).toEqual([0, 2, 3, 5, 7]);
  const { train, test: tested, calibrate } = orBug(loaded);
  expect(train).toMatchObject({ count: 5, classes: ['0', '1'], labels: Int32Array.of(0, 0, 1, 1, 1) });
  expect(tested?.labels).toEqual(Int32Array.of(1, 0, 0));
  expect(calibrate?.count).toBe(2);
  expect(train?.digest).not.toBe(tested?.digest);
});

test('a share is drawn by the SHA-256 of the names, so that no group is on both sides', async () => {
  const loaded = await load({ test: '40%' });
  const expected = people.flatMap((person, i) => (hashOf(person) < 0.4 ? [i] : []));
  expect(expected.length).toBeGreaterThan(0);
  expect(valuesOf(loaded, 'test')).toEqual(expected);
  expect(valuesOf(loaded, 'train')).toEqual(people.flatMap((person, i) => (hashOf(person) < 0.4 ? [] : [i])));
});

test('new data change nothing for the old', async () => {
  const more = { 'a.csv': `${files['a.csv']}\n0,8,gus\n1,9,hal\n` };
  const before = valuesOf(await load({ test: '40%' }), 'test');
  expect(valuesOf(await load({ test: '40%' }, {}, more), 'test').filter((value) => value < 8)).toEqual(before);
});

test('samples by themselves: equal ones stay together', async () => {
  const twice = Array.from({ length: 60 }, (_, i) => `${i % 2},${i % 20},x`);
  const content = { 'a.csv': ['label,value,person', ...twice].join('\n') };
  const loaded = await load({ by: 'sample', test: '30 %' }, {}, content);
  const [train, tested] = [valuesOf(loaded, 'train'), valuesOf(loaded, 'test')];
  expect(train.length + tested.length).toBe(60);
  expect(tested.filter((value) => train.includes(value))).toEqual([]);
  // Of 20 values three each.
  expect(tested.length % 3).toBe(0);
  expect(tested.length).toBeGreaterThan(0);
});

describe('by folder', () => {
  const content = { 'a.csv': ['label,value,path', '0,0,a/x/1', '1,1,a/y/1', '0,2,b/1', '1,3,1'].join('\n') };
  const all = { csv: { ...csv, group: 'path' }, x: 'x', y: 'y' };

  test('a folder stands for those below it', async () => {
    const loaded = await load({ by: 'folder', test: ['a/'] }, { all }, content);
    expect(valuesOf(loaded, 'test')).toEqual([0, 1]);
    expect(valuesOf(await load({ by: 'folder', test: ['a/y'] }, { all }, content), 'test')).toEqual([1]);
    expect(valuesOf(await load({ by: 'folder', test: ['a', 'a/x'] }, { all }, content), 'test')).toEqual([0, 1]);
    expect(messagesOf(await load({ by: 'folder', test: ['a', 'a/z'] }, { all }, content))).toEqual([
      'split.test: there is no folder "a/z"; there are "", "a/x", "a/y", "b"',
    ]);
  });

  test('a list as long as kd.yaml may have is looked up in as many folders, not compared with each', async () => {
    const count = 30_000;
    const paths = Array.from({ length: count }, (_, i) => `${i % 2},${i},d${i}/x/f`);
    const many = { 'a.csv': ['label,value,path', ...paths].join('\n') };
    const named = Array.from({ length: count - 1 }, (_, i) => `d${i}`);
    // Each with each are 9e8 comparisons of texts.
    expect(valuesOf(await load({ by: 'folder', test: named }, { all }, many), 'train')).toEqual([count - 1]);
  });
});

const two = { csv, x: 'x', y: 'y' };
test.each([
  [
    'a name that is none',
    { test: ['zoe'] },
    {},
    'split.test: there is no group "zoe"; there are "ann", "bob", "cy", "dee", "eve" and 1 more',
  ],
  [
    'everybody',
    { test: ['ann', 'bob', 'cy', 'dee', 'eve', 'fay'] },
    {},
    'split.test: of 6 groups none is left for train; write another share, or name them: test: [a, b]',
  ],
  [
    'too small a share',
    { test: '0.001%' },
    {},
    'split.test: of 6 groups none is left for test; write another share, or name them: test: [a, b]',
  ],
  [
    'names of samples',
    { by: 'sample' as const, test: ['1'] },
    {},
    'split.test: samples have no names; write a share, such as test: 20%',
  ],
  [
    'no groups',
    { test: '20%' },
    { all: { csv: { ...csv, group: undefined, label: 'person' }, x: 'x', y: 'y' } },
    'split.by: these files do not say which samples belong together; write by: sample, or name a column or an array ' +
      'as group',
  ],
  ['no files', { test: '20%' }, { all: undefined }, 'split: there is nothing to split; name the files under data.all'],
  [
    'files twice',
    { test: '20%' },
    { train: two },
    'all and train both name samples; write all with split, or train and test',
  ],
  ['no split', undefined, {}, 'all: all needs a split; write for example split: { test: 20% }'],
])('%s is a mistake', async (_, split, more, message) => {
  expect(messagesOf(await load(split, more))).toEqual([message]);
});

test('a name that is none is told before features are computed', async () => {
  const features = { spectrogram: { frame: 2, step: 1, window: 'none', spectrum: 'power' } };
  expect(messagesOf(await load({ test: ['bob'] }, { features }))).toEqual([
    expect.stringContaining('features.spectrogram.frame: a frame has 2 values'),
  ]);
  expect(messagesOf(await load({ test: ['zoe'] }, { features }))).toEqual([
    expect.stringContaining('split.test: there is no group "zoe"'),
  ]);
});
