import { expect, test } from 'vitest';
import { countWindows, labelOfWindow, padOrTrim, stretchesOf, windowsOf } from '../../src/data/windows.ts';

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
  expect(labelOfWindow(labels, [0, 2], 'skip')).toBe('a');
  expect(labelOfWindow(labels, [1, 3], 'skip')).toBeUndefined();
  expect(labelOfWindow(labels, [0, 5], 'majority')).toBe('b');
  expect(labelOfWindow(labels, [1, 3], 'majority')).toBe('a');
  expect(labelOfWindow(labels, [4, 6], 'majority')).toBe('b');
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
