import { expect, test } from 'vitest';
import { splitByClass } from '../../src/student/split.ts';

const repeated = (counts: readonly number[]) => Int32Array.from(counts.flatMap((n, c) => Array<number>(n).fill(c)));

test.each([
  ['the same share of each class', [100, 50, 10], 0.1, [10, 5, 1]],
  ['rounded', [14, 15], 0.1, [1, 2]],
  ['a class keeps a sample', [1, 2], 0.5, [0, 1]],
  ['a class without samples', [0, 4], 0.5, [0, 2]],
  ['nothing', [10, 10], 0, [0, 0]],
])('%s is held out', (_, counts, share, expected) => {
  const labels = repeated(counts);
  const { train, validation } = splitByClass(labels, counts.length, share, 7);
  expect(counts.map((_n, c) => validation.filter((i) => labels[i] === c).length)).toEqual(expected);
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual(Array.from(labels, (_l, i) => i));
});

test('the seed decides which', () => {
  const labels = repeated([50, 50]);
  expect(splitByClass(labels, 2, 0.2, 1)).toEqual(splitByClass(labels, 2, 0.2, 1));
  expect(splitByClass(labels, 2, 0.2, 1)).not.toEqual(splitByClass(labels, 2, 0.2, 2));
});
