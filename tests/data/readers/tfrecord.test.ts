import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeProblem, must, type Outcome } from '../../../src/base/problem.ts';
import { select } from '../../../src/data/dataset.ts';
import { loadData } from '../../../src/data/load.ts';
import { dataParams } from '../data-params.ts';
import { readerOf } from '../folder-of.ts';

const file = (name: string) => Uint8Array.from(readFileSync(`fixtures/tfrecord/${name}`));
const FILES = { 'data/a-0.tfrecord': file('plain.tfrecord'), 'data/a-1.tfrecord.gz': file('packed.tfrecord.gz') };
const messageOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'read' : outcome.problems.map(describeProblem).join());
const load = (params: object, more: object = {}, files: Readonly<Record<string, Uint8Array | string>> = FILES) => {
  const test = { tfrecord: { x: 'image_raw', y: 'label', type: 'uint8', ...params } };
  return loadData(dataParams({ test, ...more }), readerOf(files));
};

test('a file, and a folder of them', async () => {
  const one = must(await load({ file: 'data/a-0.tfrecord' }, { shape: [4, 4, 1] })).test;
  expect(one).toMatchObject({
    count: 6,
    shape: [4, 4, 1],
    classes: ['0', '1', '2'],
    labels: Int32Array.of(0, 1, 2, 0, 1, 2),
  });
  const all = must(await load({ folder: 'data' }, { shape: [4, 4, 1] })).test;
  expect(all?.count).toBe(12);
  expect(all && select(all, [0, 1, 2, 3, 4, 5]).values).toEqual(one?.values);
});

test('class names', async () => {
  const { test } = must(await load({ file: 'data/a-0.tfrecord', y: 'name' }));
  expect(test).toMatchObject({ classes: ['cat', 'dog', 'ä'], labels: Int32Array.of(0, 1, 2, 0, 1, 2) });
});

test.each([
  ['neither file nor folder', {}, FILES, 'test.tfrecord: write a file or a folder'],
  ['both', { file: 'data/a-0.tfrecord', folder: 'data' }, FILES, 'test.tfrecord: write a file or a folder, not both'],
  [
    'a folder without',
    { folder: 'data' },
    { 'data/x': 'x' },
    'test.tfrecord.folder: no file in this folder has "tfrecord" in its name; rename them',
  ],
  [
    'a damaged one',
    { folder: 'data' },
    { ...FILES, 'data/b.tfrecord': 'x' },
    'test.tfrecord: "b.tfrecord": not a sound TFRecord file: it is cut off within the length of record 0; ' +
      'write it with tf.io.TFRecordWriter',
  ],
])('%s', async (_, params, files, message) => {
  expect(messageOf(await load(params, {}, files))).toBe(message);
});
