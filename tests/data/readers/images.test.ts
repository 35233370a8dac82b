// Folders of images, from kd.yaml's section to samples.
import { describe, expect, test } from 'vitest';
import { describeProblem, type Outcome, orBug } from '../../../src/base/problem.ts';
import { type DataSets, loadData } from '../../../src/data/load.ts';
import type { ImagesParams } from '../../../src/data/readers/images.ts';
import { dataParams } from '../data-params.ts';
import { readerOf } from '../folder-of.ts';
import { expectedPicture, imageFile } from '../images/fixtures.ts';

const png = imageFile('rgb8.png');
const FILES = {
  'data/cat/b_1.png': png,
  'data/cat/a_2.JPG': imageFile('rgb.jpg'),
  'data/dog/a_1.png': imageFile('grey8.png'),
  'data/dog/notes.txt': 'not an image',
};
const DEFAULTS = { folder: 'data', size: [10, 12], channels: 3, fit: 'stretch', resize: 'nearest' } as const;

function load(
  images: Partial<ImagesParams> = {},
  files: Readonly<Record<string, Uint8Array | string>> = FILES,
  task = 'classify',
) {
  const params = dataParams({ test: { images: { ...DEFAULTS, ...images }, x: 'x', y: 'y' } });
  return loadData(params, readerOf(files), undefined, task as 'classify');
}

const messagesOf = (outcome: Outcome<DataSets>) => (outcome.ok ? [] : outcome.problems.map(describeProblem));

test('one sample a file, labelled by its folder, of one size', async () => {
  const { test: set } = orBug(await load());
  expect(set).toMatchObject({ count: 3, shape: [10, 12, 3], classes: ['cat', 'dog'], labels: Int32Array.of(0, 0, 1) });
  // The second is 10x12 itself.
  expect(set?.values).toBeInstanceOf(Uint8Array);
  const { pixels } = expectedPicture('rgb8.png');
  expect(Array.from(set?.values as Uint8Array).slice(360, 720)).toEqual(Array.from(pixels));
});

test('in grey, and a class by the name of the file', async () => {
  const { test: set } = orBug(
    await load({ channels: 1, pattern: '{label}_{*}.png' }, { 'data/x_1.png': png, 'data/y_1.png': png }),
  );
  expect(set).toMatchObject({ shape: [10, 12, 1], classes: ['x', 'y'] });
  expect(set?.values).toHaveLength(240);
});

describe('a table', () => {
  const table = { file: 'labels.csv', name: 'file', label: 'what', delimiter: ';' };
  const csv = 'what;file;age\nold;dog/a_1.png;7.5\nnew;cat/b_1.png;1\n';

  test('names the samples, in its order', async () => {
    const { test: set } = orBug(await load({ table }, { ...FILES, 'labels.csv': csv }));
    expect(set).toMatchObject({ count: 2, classes: ['new', 'old'], labels: Int32Array.of(1, 0) });
  });

  test('holds the numbers of a regression', async () => {
    const files = { ...FILES, 'labels.csv': csv };
    const { test: set } = orBug(await load({ table: { ...table, label: ['age'] } }, files, 'regression'));
    expect(set?.targets).toEqual(Float32Array.of(7.5, 1));
  });

  test.each([
    [
      'what;file\na;cat/none.png\n',
      'test.images.table.file: line 2 of the CSV file names "cat/none.png", which is no PNG or JPEG file of the folder',
    ],
    [
      'what;file\na;cat/b_1.png\nb;cat/b_1.png\n',
      'test.images.table.file: line 3 of the CSV file names "cat/b_1.png" a second time',
    ],
    ['what;path\na;cat/b_1.png\n', 'test.images.table.name: the CSV file has no column "file"; there are what, path'],
    ['what;file\n', 'test.images.table.file: the CSV file names no image'],
  ])('%j is a mistake', async (text, message) => {
    expect(messagesOf(await load({ table }, { ...FILES, 'labels.csv': text }))).toEqual([message]);
  });
});

test.each([
  [{}, { 'data/a/x.txt': 'x' }, 'test.images.folder: there are no PNG or JPEG files in this folder'],
  [
    {},
    { 'data/x.png': png },
    'test.images: "x.png" lies in no folder of a class; move it, or write pattern: "{label}_{*}.png"',
  ],
  [{}, { 'data/a/x.png': 'GIF89a' }, 'test.images: "a/x.png": neither PNG nor JPEG: it starts as neither'],
  [{}, { 'data/a/x.png': png.subarray(0, 200) }, 'test.images: "a/x.png": the PNG file is cut off; copy it again'],
  [{ size: [3, 3] as [number, number] }, { 'other/x.png': png }, 'test.images.folder: data/'],
])('%j of %j is one clear sentence', async (params, files, message) => {
  expect(messagesOf(await load(params, files))).toEqual([message]);
});

test('a regression needs a table', async () => {
  expect(messagesOf(await load({}, FILES, 'regression'))).toEqual([
    'test.images: a folder of images has classes and no numbers; write table: { file, name, label }',
  ]);
});
