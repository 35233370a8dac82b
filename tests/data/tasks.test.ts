// What data say of answers where a sample has no class: read, checked, and told apart from classes.
import { describe, expect, test } from 'vitest';
import { done, failed } from '../../src/base/problem.ts';
import type { Task } from '../../src/base/task.ts';
import { outputsOf, select } from '../../src/data/dataset.ts';
import { loadData } from '../../src/data/load.ts';
import type { DataParams } from '../../src/data/params.ts';
import { READERS } from '../../src/data/readers/index.ts';
import { npzOf, type StoredArray } from './npz.ts';

const X: StoredArray = { type: '<f4', shape: [3, 2], values: [1, 2, 3, 4, 5, 6] };
const y = (type: StoredArray['type'], shape: readonly number[], values: readonly number[]) =>
  npzOf({ x: X, y: { type, shape, values } });
const text = (value: string) => new TextEncoder().encode(value);

const FILES = new Map<string, Uint8Array>([
  ['flags.npz', y('|u1', [3, 2], [1, 0, 0, 0, 1, 1])],
  ['one.npz', y('<f4', [3], [0.5, -1, 2e3])],
  ['map.npz', y('<f4', [3, 1, 2], [1, 2, 3, 4, 5, 6])],
  ['labels.npz', y('<i4', [3], [0, 1, 1])],
  ['three.npz', y('<i4', [3], [0, 1, 2])],
  ['short.npz', y('<f4', [2], [0, 1])],
  ['nan.npz', y('<f4', [3], [0, Number.NaN, 1])],
  ['large.npz', y('<f4', [3], [0, 1e13, 1])],
  ['empty.npz', y('<f4', [3, 0], [])],
  ['alone.npz', npzOf({ x: X })],
  ['a.csv', text('a,hot,b,wet\n1,0,2,1\n3,1,4,1\n')],
  ['words.csv', text('a,kind\n1,no\n2,yes\n3,no\n')],
]);
const read = async (path: string) => {
  const bytes = FILES.get(path);
  return bytes ? done(bytes) : failed({ code: 'file/missing', message: `there is no file ${path}` });
};

type SetParams = NonNullable<DataParams['test']>;
const csv = (file: string, label: NonNullable<SetParams['csv']>['label']) => ({
  csv: { file, label, header: true, delimiter: ',', decimal: '.' as const },
  x: 'x',
  y: 'y',
});

function load(task: Task, set: string | SetParams, more: Partial<DataParams> = {}) {
  const test = typeof set === 'string' ? { npz: set, x: 'x', y: 'y' } : set;
  const common = { normalize: { subtract: 0, divide: 1 }, calibrate: { from: 'test', samples: 2 } } as const;
  return loadData({ test, ...common, ...more }, read, READERS, task);
}

describe('targets', () => {
  test('of multi-label are 0 or 1 for each output, named as kd.yaml, the file or their numbers say', async () => {
    const targets = Float32Array.of(1, 0, 0, 0, 1, 1);
    const found = { task: 'multi-label', classes: ['0', '1'], targets, labels: new Int32Array(0) };
    expect(await load('multi-label', 'flags.npz')).toMatchObject({ ok: true, value: { test: found } });
    const named = await load('multi-label', 'flags.npz', { classes: ['hot', 'wet'] });
    expect(named).toMatchObject({ ok: true, value: { test: { classes: ['hot', 'wet'] } } });
    expect(await load('multi-label', csv('a.csv', ['wet', 'hot']))).toMatchObject({
      ok: true,
      value: {
        test: { classes: ['wet', 'hot'], targets: Float32Array.of(1, 0, 1, 1), values: Float32Array.of(1, 2, 3, 4) },
      },
    });
  });

  test.each([
    ['one.npz', [0.5, -1, 2e3], 1],
    ['map.npz', [1, 2, 3, 4, 5, 6], 2],
    ['labels.npz', [0, 1, 1], 1],
  ])('of a regression are numbers of any rank: %s', async (file, targets, outputs) => {
    const outcome = await load('regression', file);
    expect(outcome).toMatchObject({ ok: true, value: { test: { targets: Float32Array.from(targets), classes: [] } } });
    const set = outcome.ok ? outcome.value.test : undefined;
    expect(set && outputsOf(set)).toBe(outputs);
  });

  test('a CSV column of numbers is a target without being named in a list', async () => {
    expect(await load('regression', csv('a.csv', 'b'))).toMatchObject({
      ok: true,
      value: { test: { targets: Float32Array.of(2, 4), values: Float32Array.of(1, 0, 1, 3, 1, 1) } },
    });
  });

  test('go along with their samples where some are chosen', async () => {
    const outcome = await load('regression', 'map.npz');
    const set = outcome.ok ? outcome.value.test : undefined;
    expect(set && select(set, [2, 0])).toMatchObject({ count: 2, targets: Float32Array.of(5, 6, 1, 2) });
    expect(outcome).toMatchObject({ value: { calibrate: { targets: Float32Array.of(1, 2, 3, 4) } } });
  });
});

test('a binary task has two classes and one output', async () => {
  const outcome = await load('binary', 'labels.npz');
  expect(outcome).toMatchObject({ ok: true, value: { test: { labels: Int32Array.of(0, 1, 1), classes: ['0', '1'] } } });
  const set = outcome.ok ? outcome.value.test : undefined;
  expect(set && outputsOf(set)).toBe(1);
  const words = await load('binary', csv('words.csv', 'kind'));
  expect(words).toMatchObject({ value: { test: { labels: Int32Array.of(0, 1, 0), classes: ['no', 'yes'] } } });
});

test('a sample may be its own target; labels, if any, tell anomalies', async () => {
  const own = { targets: 'input' } as const;
  const alone = await load('regression', 'alone.npz', own);
  expect(alone).toMatchObject({ ok: true, value: { test: { labels: new Int32Array(0), classes: [] } } });
  const set = alone.ok ? alone.value.test : undefined;
  expect(set?.targets).toBeUndefined();
  expect(set && outputsOf(set)).toBe(2);
  expect(await load('regression', 'labels.npz', own)).toMatchObject({
    value: { test: { labels: Int32Array.of(0, 1, 1) } },
  });
});

test.each<[string, Task, string | SetParams, Partial<DataParams>, string, RegExp]>([
  ['three classes', 'binary', 'three.npz', {}, 'data/classes', /two classes apart, the data have 3; write task: cl/],
  ['values for classes', 'classify', 'flags.npz', {}, 'data/label-range', /row 1 of y is no label.*task: multi-label/],
  ['no yes or no', 'multi-label', 'map.npz', {}, 'data/target', /sample 0 \(from 0\) has 2 for output 1; for task mul/],
  [
    'names for other outputs',
    'multi-label',
    'flags.npz',
    { classes: ['a', 'b', 'c'] },
    'data/classes',
    /3 classes .* 2/,
  ],
  ['an output named twice', 'multi-label', 'flags.npz', { classes: ['a', 'a '] }, 'data/classes', /named twice/],
  ['too few targets', 'regression', 'short.npz', {}, 'data/count', /3 samples and y is 2; its first dimension/],
  ['no number', 'regression', 'nan.npz', {}, 'data/target', /sample 1 .* has NaN .*from -1000000000000 to/],
  ['no measurement', 'regression', 'large.npz', {}, 'data/target', /sample 1 .* has 9999999/],
  ['no targets', 'regression', 'empty.npz', {}, 'data/target', /y has no values/],
  ['no array of targets', 'regression', 'alone.npz', {}, 'data/npz-key', /has no array "y"/],
  [
    'an anomaly of a third kind',
    'regression',
    'three.npz',
    { targets: 'input' },
    'data/label-range',
    /0 \(normal\) or 1/,
  ],
  ['a list of columns for one class', 'classify', csv('a.csv', ['hot', 'wet']), {}, 'data/csv-label', /task: multi-la/],
  ['a column named twice', 'regression', csv('a.csv', ['b', 2]), {}, 'data/csv-label', /names the column "b" twice/],
  ['a column that is not there', 'regression', csv('a.csv', ['b', 'c']), {}, 'data/csv-label', /no column "c"/],
  ['nothing but targets', 'regression', csv('a.csv', [0, 1, 2, 3]), {}, 'data/csv', /all columns .* are labels/],
  ['words for numbers', 'regression', csv('words.csv', 'kind'), {}, 'data/csv-number', /row 2, column 2: "no" is not/],
])('%s: one message', async (_, task, set, more, code, message) => {
  const outcome = await load(task, set, more);
  const problems = outcome.ok ? [] : outcome.problems;
  expect(problems).toHaveLength(1);
  expect(problems[0].code).toBe(code);
  expect(problems[0].message).toMatch(message);
});
