// What a network is fed of stored values: means and deviations by hand, their order, and what has none.
import { describe, expect, test } from 'vitest';
import { describeProblem, done, must, type Outcome, problemsOf } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { gather } from '../../src/data/dataset.ts';
import { loadData, normalisationOf } from '../../src/data/load.ts';
import { normalise, normaliserOf, type Standardize, standardOf } from '../../src/data/normalisation.ts';
import { npzOf } from './npz.ts';

test('a plain normalisation is (stored - subtract) * multiply for every value', () => {
  const out = new Float32Array(3);
  normalise({ subtract: 8, multiply: 0.5 }, Uint8Array.of(9, 9, 0, 8, 16), 2, out);
  expect([...out]).toEqual([-4, 0, 4]);
  expect(normaliserOf({ subtract: 1, multiply: 3 })(5, 77)).toBe(12);
});

test('lists are taken by turns, from the start of each sample', () => {
  const lists = { subtract: Float32Array.of(1, 2), multiply: Float32Array.of(10, 100) };
  const out = new Float32Array(4);
  normalise(lists, Uint8Array.of(0, 0, 0, 0, 2, 4, 6, 8), 4, out);
  expect([...out]).toEqual([10, 200, 50, 600]);
  expect([4, 5].map((i) => normaliserOf(lists)([2, 4][i - 4], i))).toEqual([10, 200]);
});

describe('standardize', () => {
  // Two samples of [2, 2, 2]: the channels are 1 3 5 7 9 11 13 15 and 0 0 0 0 2 2 2 2.
  const values = Uint8Array.of(1, 0, 3, 0, 5, 0, 7, 0, 9, 2, 11, 2, 13, 2, 15, 2);
  const shape = [2, 2, 2];
  test.each<[Standardize, number[], number[]]>([
    // Variances 21 and 1.
    ['channel', [8, 1], [1 / Math.sqrt(21), 1]],
    // 1 5 9 13 and 3 7 11 15 have variance 20.
    ['bin', [7, 1, 9, 1], [1 / Math.sqrt(20), 1, 1 / Math.sqrt(20), 1]],
    // Two values 8 apart each: deviation 4; 2 apart: 1.
    ['feature', [5, 1, 7, 1, 9, 1, 11, 1], [0.25, 1, 0.25, 1, 0.25, 1, 0.25, 1]],
  ])('%s', (standardize, means, factors) => {
    const { subtract, multiply } = standardOf(standardize, values, shape);
    expect(subtract).toEqual(Float32Array.from(means));
    expect(multiply).toEqual(Float32Array.from(factors));
  });

  test('of a flat sample each value is a channel and a feature', () => {
    const rows = Float32Array.of(1, 10, 3, 30);
    expect(standardOf('channel', rows, [2])).toEqual(standardOf('feature', rows, [2]));
    expect(standardOf('feature', rows, [2]).multiply).toEqual(Float32Array.of(1, 0.1));
  });

  test.each([
    ['never changes', [0.1, 0.1, 0.1]],
    ['changes by less than float32 can divide by', [0, 1e-38, 0]],
  ])('what %s becomes 0', (_, column) => {
    const rows = Float32Array.from([1, 2, 3].flatMap((v, i) => [v, column[i]]));
    const { subtract, multiply } = standardOf('feature', rows, [2]);
    expect([(multiply as Float32Array)[0] > 1, (multiply as Float32Array)[1]]).toEqual([true, 0]);
    const out = new Float32Array(2);
    normalise({ subtract, multiply }, rows, 4, out);
    expect(Math.abs(out[1])).toBe(0);
  });

  test.each(Array.from({ length: 10 }, (_, seed) => seed))('gives mean 0 and deviation 1 (seed %i)', (seed) => {
    const source = random(seed, 'values');
    const [count, size] = [2 + source.below(50), 1 + source.below(6)];
    const scale = 10 ** (source.below(12) - 6);
    const rows = Float32Array.from({ length: count * size }, () => (source.normal() + 3) * scale);
    const normalised = normaliserOf(standardOf('feature', rows, [size]));
    for (let at = 0; at < size; at++) {
      const column = Array.from({ length: count }, (_, row) => normalised(rows[row * size + at], row * size + at));
      const mean = column.reduce((sum, v) => sum + v, 0) / count;
      expect(mean).toBeCloseTo(0, 5);
      expect(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / count).toBeCloseTo(1, 5);
    }
  });
});

describe('data.normalize.standardize', () => {
  const reals = (shape: number[], ...values: number[]) => ({ type: '<f4', shape, values }) as const;
  const bytes = (...values: number[]) => ({ type: '|u1', shape: [values.length], values }) as const;
  const files = new Map([
    ['train.npz', npzOf({ x: reals([4, 2], 0, 5, 2, 5, 4, 5, 6, 5), y: bytes(0, 1, 0, 1) })],
    ['test.npz', npzOf({ x: reals([2, 2], 3, 9, 100, 5), y: bytes(0, 1) })],
  ]);
  const read = async (path: string) => done(files.get(path) ?? new Uint8Array(0));
  const set = (name: string) => ({ npz: `${name}.npz`, x: 'x', y: 'y' });
  const load = (sets: object, normalize: object = {}) =>
    loadData(
      {
        ...sets,
        normalize: { subtract: 0, divide: 1, standardize: 'feature', ...normalize },
        calibrate: { from: 'train', samples: 2 },
      } as never,
      read,
    );
  const problemOf = (outcome: Outcome<unknown>) => problemsOf(outcome).map(describeProblem).join('\n');

  test('takes mean and deviation of train alone, for both sets and calibration', async () => {
    const sets = must(await load({ train: set('train'), test: set('test') }));
    const scale = Math.fround(1 / Math.sqrt(5));
    for (const { normalisation } of Object.values(sets)) {
      expect(normalisation).toEqual({ subtract: Float32Array.of(3, 5), multiply: Float32Array.of(scale, 0) });
    }
    if (!sets.test) throw new Error('no test set');
    const out = new Float32Array(4);
    gather(sets.test, [0, 1], out);
    expect([...out]).toEqual([0, 0, Math.fround(97 * scale), 0]);
  });

  test('is what firmware is told, also without a test set', async () => {
    const sets = must(await load({ train: set('train') }));
    expect(normalisationOf(sets)?.subtract).toEqual(Float32Array.of(3, 5));
    expect(normalisationOf({})).toBeUndefined();
  });

  test('needs a training set, and nothing beside it', async () => {
    expect(problemOf(await load({ test: set('test') }))).toBe(
      'normalize.standardize: standardize takes mean and deviation of the training set; name one under "data: train:", ' +
        'or write subtract and divide',
    );
    expect(problemOf(await load({ train: set('train') }, { divide: 2 }))).toBe(
      'normalize.standardize: standardize finds what to subtract and to divide by; remove both, or it',
    );
  });
});
