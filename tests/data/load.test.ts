import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { done, failed } from '../../src/base/problem.ts';
import { loadData } from '../../src/data/load.ts';
import type { DataParams } from '../../src/data/params.ts';
import { sampleAt } from '../../src/data/stored-values.ts';

const digits = join(import.meta.dirname, '../../fixtures/digits/data');
const text = (value: string) => new TextEncoder().encode(value);
const files: Record<string, Uint8Array> = {
  'train.npz': readFileSync(join(digits, 'train.npz')),
  'test.npz': readFileSync(join(digits, 'test.npz')),
  'a.csv': text('kind,h,w\ncat,1,2\ndog,3,4\ncat,5,6\n'),
  'numbers.csv': text('10,1,2\n9,3,4\n0,5,6\n'),
  'wide.csv': text('kind,h,w,d\ncat,1,2,3\n'),
};
/** A .npy file as numpy.save writes it, little endian. */
const npy = (descr: string, shape: string, data: ArrayBufferView) => {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117).concat('\n');
  const head = Uint8Array.of(0x93, ...text('NUMPY'), 1, 0, dict.length, 0, ...text(dict));
  return Uint8Array.of(...head, ...new Uint8Array(data.buffer));
};
const samples = npy('<f4', '(2, 2)', Float32Array.of(1, 2, 3, 4));
const labels = (...numbers: number[]) => npy('<i4', `(${numbers.length},)`, Int32Array.from(numbers));
files['x.npy'] = samples;
files['y.npy'] = labels(0, 1);
files['nan.npz'] = zipSync({
  'x.npy': npy('<f4', '(2, 2)', Float32Array.of(1, Number.NaN, 3, 4)),
  'y.npy': labels(0, 1),
});
files['huge.npz'] = zipSync({ 'x.npy': npy('<f8', '(2, 1)', Float64Array.of(0, 1e300)), 'y.npy': labels(0, 1) });
files['counts.npz'] = zipSync({ 'x.npy': samples, 'y.npy': labels(0, 1, 1) });
files['negative.npz'] = zipSync({ 'x.npy': samples, 'y.npy': labels(0, -1) });
const read = async (path: string) =>
  files[path] ? done(files[path]) : failed({ code: 'file/missing', message: `there is no file ${path}` });
const csv = (file: string, more = {}) => ({
  csv: { file, label: 0 as number | string, header: true, delimiter: ',', decimal: '.' as const, ...more },
  x: 'x',
  y: 'y',
});
const npz = (path: string) => ({ npz: path, x: 'x', y: 'y' });
const params = (more: Partial<DataParams>): DataParams => ({
  test: npz('test.npz'),
  normalize: { subtract: 0, divide: 1 },
  calibrate: { from: 'train', samples: 256 },
  ...more,
});

describe('loadData', () => {
  test('the digits: 8x8 images get a channel, ten classes, calibration spread over train', async () => {
    const outcome = await loadData(params({ train: npz('train.npz'), normalize: { subtract: 8, divide: 16 } }), read);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const { train, test: tested, calibrate } = outcome.value;
    expect(train?.shape).toEqual([8, 8, 1]);
    expect((train?.count ?? 0) + (tested?.count ?? 0)).toBe(1797);
    expect(train?.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(train?.normalisation).toEqual({ subtract: 8, multiply: 0.0625 });
    expect(calibrate?.count).toBe(256);
    expect(calibrate && sampleAt(calibrate.values, 0, 64)).toEqual(train && sampleAt(train.values, 0, 64));
  });

  test('which of two files holds the labels is said by its key, not by the order of the keys', async () => {
    const y = { npy: { y: 'y.npy', x: 'x.npy' }, x: 'x', y: 'y' };
    const outcome = await loadData(params({ test: y }), read);
    expect(outcome).toMatchObject({ ok: true, value: { test: { shape: [2], labels: Int32Array.of(0, 1) } } });
  });

  test('mistakes in both of two files are reported at once', async () => {
    const outcome = await loadData(params({ test: { npy: { x: 'a.csv', y: 'numbers.csv' }, x: 'x', y: 'y' } }), read);
    expect(outcome.ok ? [] : outcome.problems.map(({ code, place }) => [code, place?.path])).toEqual([
      ['data/npy', 'test.npy.x'],
      ['data/npy', 'test.npy.y'],
    ]);
  });

  test('CSV labels become classes in sorted order', async () => {
    const outcome = await loadData(params({ test: csv('a.csv') }), read);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(outcome.value.test).toMatchObject({
      count: 3,
      shape: [2],
      classes: ['cat', 'dog'],
      labels: Int32Array.of(0, 1, 0),
    });
    expect(outcome.value.calibrate).toBeUndefined();
  });

  test('CSV labels that are numbers are class numbers', async () => {
    const outcome = await loadData(params({ test: csv('numbers.csv', { header: false }) }), read);
    expect(outcome).toMatchObject({ ok: true, value: { test: { labels: Int32Array.of(10, 9, 0) } } });
    if (outcome.ok) expect(outcome.value.test?.classes).toHaveLength(11);
  });

  test('CSV labels that are numbers count the names of kd.yaml', async () => {
    const classes = Array.from({ length: 11 }, (_, i) => `class ${i}`);
    const outcome = await loadData(params({ test: csv('numbers.csv', { header: false }), classes }), read);
    expect(outcome).toMatchObject({ ok: true, value: { test: { labels: Int32Array.of(10, 9, 0), classes } } });
  });

  test('a mistake says what to write instead', async () => {
    const messageOf = async (more: Partial<DataParams>) => {
      const outcome = await loadData(params(more), read);
      return outcome.ok ? undefined : outcome.problems[0].message;
    };
    expect(await messageOf({ classes: ['zero', 'one'] })).toMatch(
      /^label \d+ is [2-9]; with 2 classes the labels are 0 to 1$/,
    );
    expect(await messageOf({ shape: [8, 9] })).toBe(
      'a sample is 8x8x1, which has 64 values; kd.yaml says 8x9, which has 72',
    );
    expect(await messageOf({ train: csv('wide.csv'), test: csv('a.csv') })).toBe(
      'a sample is 3 in train and 2 in test; both must be the same',
    );
    expect(await messageOf({ test: { ...npz('test.npz'), sha256: 'ab'.repeat(32) } })).toMatch(
      /^the data has SHA-256 [0-9a-f]{64}, kd.yaml pins (ab){32}; was the file changed\?$/,
    );
    expect(await messageOf({ test: npz('nan.npz') })).toBe(
      'value 1 of the samples is NaN; all must be finite in float32',
    );
    expect(await messageOf({ test: npz('huge.npz') })).toBe(
      'value 1 of the samples is 1e+300; all must be finite in float32',
    );
    expect(await messageOf({ test: npz('counts.npz') })).toBe(
      'there are 2 samples and 3 labels; both must be the same number',
    );
    expect(await messageOf({ test: npz('negative.npz') })).toBe('label 1 of y is -1; labels are class numbers from 0');
  });

  test.each([
    [
      'a file that is not there, in both sets at once',
      { train: npz('no.npz'), test: npz('none.npz') },
      [
        ['file/missing', 'test.npz'],
        ['file/missing', 'train.npz'],
      ],
    ],
    ['no format', { test: { x: 'x', y: 'y' } }, [['data/format', 'test']]],
    ['two formats', { test: { ...npz('test.npz'), ...csv('a.csv') } }, [['data/format', 'test']]],
    ['an array that is not in the file', { test: { ...npz('test.npz'), x: 'images' } }, [['data/npz-key', 'test.npz']]],
    [
      'another file than the pinned one',
      { test: { ...npz('test.npz'), sha256: 'ab'.repeat(32) } },
      [['data/sha256', 'test.sha256']],
    ],
    ['a label beyond the classes', { classes: ['zero', 'one'] }, [['data/label-range', 'test']]],
    ['a class twice', { classes: ['a', 'a'] }, [['data/classes', 'classes']]],
    ['sets of two shapes', { train: csv('wide.csv'), test: csv('a.csv') }, [['data/shape', undefined]]],
    ['a shape that has another size', { shape: [8, 9] }, [['data/shape', 'test']]],
    ['a word where a number is needed', { test: csv('a.csv', { label: 1 }) }, [['data/csv-number', 'test.csv']]],
    ['a column that is not there', { test: csv('a.csv', { label: 'species' }) }, [['data/csv-label', 'test.csv']]],
  ] as const)('%s', async (_, more, expected) => {
    const outcome = await loadData(params(more as Partial<DataParams>), read);
    expect(outcome.ok ? [] : outcome.problems.map(({ code, place }) => [code, place?.path])).toEqual(expected);
  });
});
