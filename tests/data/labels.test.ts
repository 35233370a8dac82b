// Labels in NumPy's files: names, one-hot rows, and groups beside them.
import { describe, expect, test } from 'vitest';
import { describeProblem, type Outcome, orBug } from '../../src/base/problem.ts';
import { type DataSets, loadData } from '../../src/data/load.ts';
import { readCsv } from '../../src/data/readers/csv.ts';
import { dataParams } from './data-params.ts';
import { readerOf } from './folder-of.ts';
import { npyFile, npzFile } from './npz.ts';

/** As numpy.array(texts) of type U. */
function unicode(
  texts: readonly string[],
  width: number,
  descr = `<U${width}`,
  shape = `(${texts.length},)`,
): Uint8Array {
  const data = new Uint32Array(texts.length * width);
  for (const [i, text] of texts.entries()) {
    const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    data.set(codes, i * width);
  }
  return npyFile(descr, shape, new Uint8Array(data.buffer));
}

const x = npyFile('|u1', '(4, 2)', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));

function load(entries: Readonly<Record<string, Uint8Array>>, more: object = {}, set: object = {}) {
  const params = dataParams({ train: { npz: 'a.npz', x: 'x', y: 'y', ...set }, ...more });
  return loadData(params, readerOf({ 'a.npz': npzFile(entries) }));
}

const messagesOf = (outcome: Outcome<DataSets>) => (outcome.ok ? [] : outcome.problems.map(describeProblem));

test('names are numbered in their order, or in that of data.classes', async () => {
  const y = unicode(['yes', 'no', 'später', '𝄞'], 6);
  const { train } = orBug(await load({ x, y }));
  expect(train).toMatchObject({ classes: ['no', 'später', 'yes', '𝄞'], labels: Int32Array.of(2, 0, 1, 3) });
  const ordered = orBug(await load({ x, y }, { classes: ['yes', 'no', '𝄞', 'später'] }));
  expect(ordered.train?.labels).toEqual(Int32Array.of(0, 1, 3, 2));
});

test('bytes count as names too', async () => {
  const y = npyFile('|S3', '(4,)', new TextEncoder().encode('on\0offon\0off'));
  expect(orBug(await load({ x, y })).train).toMatchObject({
    classes: ['off', 'on'],
    labels: Int32Array.of(1, 0, 1, 0),
  });
});

test('one-hot rows are class numbers, and their columns the classes', async () => {
  const hot = [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  const y = npyFile('<f4', '(4, 4)', new Uint8Array(Float32Array.from(hot).buffer));
  expect(orBug(await load({ x, y })).train).toMatchObject({
    classes: ['0', '1', '2', '3'],
    labels: Int32Array.of(2, 0, 1, 2),
  });
});

test('groups of an npz split it', async () => {
  const y = npyFile('|u1', '(4,)', Uint8Array.of(0, 1, 0, 1));
  const group = unicode(['ann', 'bob', 'ann', 'cy'], 3);
  const set = { npz: 'a.npz', x: 'x', y: 'y', group: 'group' };
  const both = { train: undefined, all: set, split: { by: 'group', test: ['ann'] } };
  expect(orBug(await load({ x, y, group }, both)).test?.values).toEqual(Uint8Array.of(1, 2, 5, 6));
});

describe('mistakes', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'two 1 in a row',
      npyFile('|u1', '(4, 2)', Uint8Array.of(1, 1, 1, 0, 0, 1, 1, 0)),
      'train: row 0 of y is no label: y has a column a class, of which each row has one 1 and else 0; write class ' +
        'numbers, y.argmax(axis=1), or task: multi-label',
    ],
    [
      'too few rows',
      npyFile('|u1', '(2, 2)', Uint8Array.of(1, 0, 0, 1)),
      'train: there are 4 samples and 2 rows of labels; both must be the same number',
    ],
    ['an empty name', unicode(['a', '', 'b', 'a'], 2), 'train.npz: label 1 is empty (""); name its class'],
    [
      'no character',
      npyFile('<U1', '(1,)', new Uint8Array(Uint32Array.of(0x110000).buffer)),
      'train.npz: label 0 holds the code 1114112, which is no character',
    ],
    ['long names', unicode(['a'], 257), 'train.npz: the labels have 257 characters; a class has 1 to 256'],
    [
      'lying header',
      unicode(['a', 'b'], 2, '<U2', '(4,)'),
      'train.npz: the .npy file is cut off: it has 16 bytes of data; 4 texts of 2 take 32',
    ],
    ['big endian', unicode(['a'], 1, '>U1'), 'train.npz: the array is big endian (>U1); save it again'],
    [
      'two dimensions',
      unicode(['a', 'b', 'c', 'd'], 1, '<U1', '(2, 2)'),
      'train.npz: the labels are 2x2 texts; write one a sample',
    ],
  ])('%s', async (_, y, message) => {
    expect(messagesOf(await load({ x, y }))).toEqual([message]);
  });

  test('fewer names than columns', async () => {
    const y = npyFile('|u1', '(4, 3)', Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0));
    expect(messagesOf(await load({ x, y }, { classes: ['a', 'b'] }))).toEqual([
      'classes: 2 classes are named, y has 3 columns',
    ]);
  });
});

describe('CSV with a decimal comma', () => {
  const read = (text: string, more: object = {}) =>
    readCsv(new TextEncoder().encode(text), { header: true, label: 'y', delimiter: ';', decimal: ',', ...more });

  test('is read as a point', () => {
    expect(read('y;a;b\nu;1,5;-2\nv;0,25;1e3\n')).toMatchObject({
      ok: true,
      value: { x: { values: Float32Array.of(1.5, -2, 0.25, 1000) }, y: ['u', 'v'] },
    });
  });

  test.each([
    ['y;a\nu;1.5\n', {}, 'row 2, column 2: "1.5" is not a number; with decimal: "," a number has no point'],
    ['y;a\nu;1,2,3\n', {}, 'row 2, column 2: "1,2,3" is not a number'],
    ['y;a\nu;1,5\n', { decimal: '.' }, 'row 2, column 2: "1,5" is not a number; write decimal: ","'],
    ['y,a\nu,1\n', { delimiter: ',' }, 'decimal: "," can\'t part both cells and fractions; write delimiter: ";"'],
  ])('%j is a mistake', (text, more, message) => {
    const outcome = read(text, more);
    expect(outcome.ok ? [] : outcome.problems.map(describeProblem)).toEqual([message]);
  });
});
