// Sensors' rows cut into windows, from CSV files and .npy files.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeProblem, must, type Outcome } from '../../../src/base/problem.ts';
import { KINDS } from '../../../src/config/kinds.ts';
import { specParser } from '../../../src/config/parse.ts';
import { loadData } from '../../../src/data/load.ts';
import type { Question, Samples } from '../../../src/data/reader.ts';
import { csv } from '../../../src/data/readers/csv.ts';
import { npy } from '../../../src/data/readers/npy.ts';
import { sampleWriters } from '../../../src/data/sample-writer.ts';
import { sampleAt } from '../../../src/data/stored-values.ts';
import { dataParams } from '../data-params.ts';
import { readerOf } from '../folder-of.ts';
import { npyOf } from '../npz.ts';

const text = (rows: readonly string[]) => new TextEncoder().encode(`${rows.join('\n')}\n`);
const messageOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'read' : outcome.problems.map(describeProblem).join());
const DEFAULTS = { header: true, delimiter: ',', decimal: '.', label: 'activity' };
const question = (
  files: Readonly<Record<string, Uint8Array | string>>,
  wanted: Question['wanted'] = 'classes',
): Question => ({
  wanted,
  newWriter: sampleWriters(undefined),
  async readEach(paths, take) {
    const read = readerOf(files);
    for (const [i, path] of paths.entries()) await take(must(await read(path)), i);
  },
});
const read = async (
  params: object,
  files: Readonly<Record<string, Uint8Array>>,
  wanted: Question['wanted'] = 'classes',
): Promise<Samples> => {
  const all = { ...DEFAULTS, ...params } as Parameters<typeof csv.read>[1];
  const first = must(await readerOf(files)(all.folder === undefined ? (all.file ?? '') : `${all.folder}/`));
  return csv.read([first], all, {}, question(files, wanted));
};
const load = (section: object, files: Readonly<Record<string, Uint8Array | string>>) =>
  loadData(dataParams({ test: section }), readerOf(files));

// Two people; the activity changes within the first one's recording.
const ROWS = [
  'time,x,y,person,activity',
  ...['0,1,10,p,walk', '1,2,20,p,walk', '2,3,30,p,run', '3,4,40,p,run', '4,5,50,q,run', '5,6,60,q,run', '6,7,70,q,run'],
];
const ONE = { 'a.csv': text(ROWS) };

describe('one file', () => {
  test('no window has rows of two recordings or of two labels', async () => {
    const { x, y, origins } = await read(
      { file: 'a.csv', window: 2, stride: 1, columns: ['y', 'x'], group: 'person' },
      ONE,
    );
    expect(x).toEqual({
      dtype: 'float32',
      shape: [4, 2, 2],
      values: Float32Array.of(10, 1, 20, 2, 30, 3, 40, 4, 50, 5, 60, 6, 60, 6, 70, 7),
    });
    expect(y).toEqual(['walk', 'run', 'run', 'run']);
    expect(origins).toEqual(['p', 'p', 'q', 'q']);
  });

  test('of two labels that of most rows', async () => {
    const { y } = await read({ file: 'a.csv', window: 3, stride: 1, group: 'person', mixed: 'majority' }, ONE);
    expect(y).toEqual(['walk', 'run', 'run']);
  });

  test('without a stride windows touch; all columns but label and group are values', async () => {
    const { x, y } = await read({ file: 'a.csv', window: 2, group: 'person' }, ONE);
    expect([x.shape, y]).toEqual([
      [3, 2, 3],
      ['walk', 'run', 'run'],
    ]);
  });

  test('columns by number, without a header', async () => {
    const files = { 'a.csv': text(ROWS.slice(1)) };
    const params = { file: 'a.csv', window: 2, group: 3, label: 4, columns: [1], header: false };
    expect([...(await read(params, files)).x.values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('as many columns as a row may have are no more work than their number', async () => {
    const count = 200_000;
    const rows = [
      ['activity', ...Array.from({ length: count }, (_, i) => `c${i}`)],
      ['0', ...Array(count).fill('1')],
    ];
    const started = performance.now();
    const { x } = await read({ file: 'a.csv', window: 1 }, { 'a.csv': text(rows.map((row) => row.join(','))) });
    expect(x.shape).toEqual([1, 1, count]);
    // Each compared with each before it are 2e10 steps.
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test('where no labels are wanted none are read', async () => {
    const { y, x } = await read({ file: 'a.csv', window: 3, columns: ['x'] }, ONE, 'classes, if any');
    expect([y, x.shape]).toEqual([undefined, [2, 3, 1]]);
  });
});

describe('a folder of recordings', () => {
  const table = (from: number) => text(['x,y', ...Array.from({ length: 3 }, (_, i) => `${from + i},0`)]);
  const files = {
    'data/walk_ann_1.csv': table(1),
    'data/run_ann_1.csv': table(11),
    'data/run_bob_1.csv': table(21),
    'data/notes.txt': table(0),
  };

  test('the file names say the label and whose it is', async () => {
    const params = {
      folder: 'data',
      window: 2,
      stride: 1,
      columns: ['x'],
      pattern: '{label}_{person}_{*}.csv',
      group: 'person',
    };
    const { x, y, origins } = await read(params, files);
    expect([...x.values]).toEqual([11, 12, 12, 13, 21, 22, 22, 23, 1, 2, 2, 3]);
    expect(y).toEqual(['run', 'run', 'run', 'run', 'walk', 'walk']);
    expect(origins).toEqual(['ann', 'ann', 'bob', 'bob', 'ann', 'ann']);
  });

  test('without a group each file is a recording', async () => {
    const { origins } = await read({ folder: 'data', window: 3, pattern: '{label}_{*}.csv' }, files);
    expect(origins).toEqual(['run_ann_1.csv', 'run_bob_1.csv', 'walk_ann_1.csv']);
  });
});

describe('mistakes', () => {
  const LOW = { csv: { ...DEFAULTS, file: 'a.csv' } };
  const change = (more: object) => ({ csv: { ...LOW.csv, ...more } });
  test.each([
    [
      'a window longer than all',
      change({ window: 99, columns: ['x'] }),
      'test.csv.window: a window has 99 rows, the longest recording has 7; write a shorter one',
    ],
    [
      'only mixed windows',
      change({ window: 7, columns: ['x'] }),
      'test.csv: every window has rows of two labels; write a shorter one, or mixed: majority',
    ],
    [
      'a stride without a window',
      change({ stride: 2 }),
      'test.csv.stride: is for recordings; write a window, of so many rows, or remove this key',
    ],
    ['no file', { csv: DEFAULTS }, 'test.csv: write a file'],
    ['file and folder', change({ folder: 'data' }), 'test.csv: write a file or a folder, not both'],
    [
      'a column that is not there',
      change({ window: 2, columns: ['z'] }),
      'test.csv: the CSV file has no column "z" for the values; there are time, x, y, person, activity',
    ],
    [
      'a group that is not there',
      change({ window: 2, group: 'who' }),
      'test.csv: the CSV file has no column "who" for the group; there are time, x, y, person, activity',
    ],
    [
      'the label as a value',
      change({ window: 2, columns: ['x', 'activity'] }),
      'test.csv.columns: the column "activity" is named twice; it is a value, the label or the group',
    ],
    [
      'several labels',
      change({ window: 2, label: ['x', 'y'] }),
      'test.csv.label: a window has one label; name one column',
    ],
    ['a cell that is no number', change({ window: 2 }), 'test.csv: row 2, column 4: "p" is not a number'],
    [
      'a number for a field',
      change({ window: 2, pattern: '{label}.csv', group: 1 }),
      'test.csv.group: with a pattern the group is one of its fields; write its name',
    ],
  ])('%s', async (_, section, message) => {
    expect(messageOf(await load(section, { 'a.csv': text(ROWS), 'data/a.csv': 'x' }))).toBe(message);
  });

  test('files of a folder that differ', async () => {
    const files = { 'data/a.csv': text(['x,y', '1,2']), 'data/b.csv': text(['x', '1']) };
    const section = { csv: { ...DEFAULTS, folder: 'data', window: 1, pattern: '{label}.csv' } };
    expect(messageOf(await load(section, files))).toBe(
      'test.csv: "b.csv": it has 1 columns of values, the files before it have 2',
    );
  });

  test('a folder without recordings', async () => {
    const section = { csv: { ...DEFAULTS, folder: 'data', window: 1 } };
    expect(messageOf(await load(section, { 'data/x.txt': 'x' }))).toBe(
      'test.csv.folder: there are no .csv files in this folder',
    );
  });

  test('kd.yaml may name a folder', () => {
    const outcome = specParser(KINDS)(
      'version: 1\nmodels:\n  m:\n    data:\n      test:\n' +
        '        csv: { folder: data, window: 128, stride: 64, pattern: "{label}_{*}.csv" }\n' +
        '    student: { tflite: a.tflite }\n    boards: [arduino-nano-33-ble]\n' +
        '    budgets: { accuracy: { min: 90% } }\n',
      'kd.yaml',
    );
    expect(messageOf(outcome)).toBe('read');
  });
});

describe('.npy streams', () => {
  const x = npyOf({ type: '<f4', shape: [5, 2], values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
  const y = npyOf({ type: '|u1', shape: [5], values: [0, 0, 1, 1, 1] });
  const group = npyOf({ type: '|u1', shape: [5], values: [7, 7, 7, 7, 8] });

  test('are cut like the rows of a CSV file', () => {
    const samples = npy.read([x, y, group], { x: 'x', y: 'y', group: 'g', window: 2, stride: 1 });
    expect(samples).toEqual({
      x: { dtype: 'float32', shape: [2, 2, 2], values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) },
      y: ['0', '1'],
      origins: ['7', '7'],
      recordings: [0, 0],
    });
  });

  test.each([
    ['rows without columns', [y, y], { window: 2 }, 'test.npy.x: x is 5; for windows it is rows x columns'],
    [
      'another number of labels',
      [x, npyOf({ type: '|u1', shape: [4], values: [0, 0, 1, 1] })],
      { window: 2 },
      'test.npy.y: there are 5 rows and 4 labels',
    ],
    [
      'a stride without a window',
      [x, y],
      { stride: 2 },
      'test.npy.stride: is for recordings; write a window, of so many rows, or remove this key',
    ],
  ])('%s', async (_, [a, b], more, message) => {
    expect(messageOf(await load({ npy: { x: 'x', y: 'y', ...more } }, { x: a, y: b }))).toBe(message);
  });
});

test('every window is a stretch of rows of one recording with one label', async () => {
  const row = fc.record({ person: fc.constantFrom('p', 'q'), label: fc.constantFrom('a', 'b') });
  const rows = fc.array(row, { minLength: 8, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (all, window, stride) => {
        const lines = ['v,person,activity', ...all.map(({ person, label }, i) => `${i},${person},${label}`)];
        const files = { 'a.csv': text(lines) };
        const outcome = await load({ csv: { ...DEFAULTS, file: 'a.csv', window, stride, group: 'person' } }, files);
        if (!outcome.ok) return;
        const { test } = outcome.value;
        if (!test) throw new Error('there is a test set');
        for (let i = 0; i < test.count; i++) {
          const values = Array.from(sampleAt(test.values, i, window));
          const [from] = values;
          const own = all.slice(from, from + window);
          expect(values).toEqual(own.map((_, k) => from + k));
          expect(new Set(own.map(({ person }) => person)).size).toBe(1);
          expect(new Set(own.map(({ label }) => label))).toEqual(new Set([test.classes[test.labels[i]]]));
        }
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});
