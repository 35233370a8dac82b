import { expect, test } from 'vitest';
import { countWindows, labelsOfWindows, padOrTrim, stretchesOf, windowsOf } from '../../src/data/windows.ts';

test.each([
  // len(np.lib.stride_tricks.sliding_window_view(np.arange(length), window)[::stride])
  [10, 4, 2, 4],
  [10, 4, 4, 2],
  [4, 4, 9, 1],
  [3, 4, 1, 0],
  [11, 4, 3, 3],
])('%d rows have windows of %d, one every %d: %d', (length, window, stride, count) => {
  expect(countWindows(length, { window, stride })).toBe(count);
});

test('a window has the label of all its rows, or none, or that of most', () => {
  const labels = ['a', 'a', 'b', 'b', 'b', 'a'];
  const [skip, majority] = [labelsOfWindows(labels, 'skip'), labelsOfWindows(labels, 'majority')];
  expect([skip(0, 2), skip(2, 5), skip(5, 6), skip(1, 3), skip(0, 6)]).toEqual(['a', 'b', 'a', undefined, undefined]);
  expect([majority(0, 5), majority(1, 3), majority(4, 6)]).toEqual(['b', 'a', 'b']);
  // Three of each: the first.
  expect(majority(0, 6)).toBe('a');
});

test('long windows from each row on take no longer than their rows, and may have as many labels', () => {
  const count = 400_000;
  const turning = labelsOfWindows(
    Array.from({ length: count }, (_, i) => i % 2),
    'skip',
  );
  // Row by row these are 4e10 steps.
  const starts = Array.from({ length: count / 2 }, (_, row) => row);
  expect(starts.every((row) => turning(row, row + count / 2) === undefined)).toBe(true);
  const each = labelsOfWindows(
    Array.from({ length: count }, (_, i) => i),
    'majority',
  );
  expect(each(1, count)).toBe(1);
});

test('rows of one recording that come back are a stretch of their own', () => {
  const stretches = stretchesOf(['p', 'p', 'p', 'q', 'q', 'p', 'p']);
  expect(stretches).toEqual([
    { from: 0, to: 3, origin: 'p' },
    { from: 3, to: 5, origin: 'q' },
    { from: 5, to: 7, origin: 'p' },
  ]);
  expect([...windowsOf(stretches, { window: 2, stride: 1 })].map(({ row, origin }) => `${row}${origin}`)).toEqual([
    ...['0p', '1p', '3q', '5p'],
  ]);
  expect(stretchesOf([])).toEqual([]);
});

test('padding and trimming', () => {
  const fitted = (values: number[], length: number, kept: 'start' | 'centre' | 'end') => {
    const out = new Float32Array(length);
    padOrTrim(Float32Array.from(values), out, kept);
    return [...out];
  };
  expect(fitted([1, 2], 5, 'centre')).toEqual([0, 1, 2, 0, 0]);
  expect(fitted([1, 2, 3, 4, 5], 2, 'centre')).toEqual([2, 3]);
  expect(fitted([1, 2, 3], 2, 'end')).toEqual([2, 3]);
  expect(fitted([1, 2, 3], 2, 'start')).toEqual([1, 2]);
});
