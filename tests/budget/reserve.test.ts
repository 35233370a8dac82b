// What the application needs of every board, or of one.
import { expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { reservedOn, reserveOf } from '../../src/budget/reserve.ts';

test('a number is that of every board', () => {
  const reserve = must(reserveOf({ ram: '64 KiB' }));
  expect([reservedOn(reserve, 'ram', 'pico'), reservedOn(reserve, 'flash', 'pico')]).toEqual([65_536, 0]);
});

test('a map has one a board, and default for the others', () => {
  const reserve = must(reserveOf({ ram: { default: '32 KiB', pico: '100 KiB' }, flash: { pico: '200 KiB' } }));
  expect(['pico', 'nano', 'toString'].map((board) => reservedOn(reserve, 'ram', board))).toEqual([
    ...[102_400, 32_768, 32_768],
  ]);
  expect(['pico', 'nano'].map((board) => reservedOn(reserve, 'flash', board))).toEqual([204_800, 0]);
});

test('a part of a byte is one', () => {
  expect(reservedOn(must(reserveOf({ ram: '1.1 KiB' })), 'ram', 'x')).toBe(1127);
});

test.each(['-64 KiB', '64', 'NaN KiB', '1e6 KiB'])('%s is no reserve', (ram) => {
  expect(problemsOf(reserveOf({ ram }))).toMatchObject([{ code: 'quantity/format', place: { path: 'ram' } }]);
  expect(problemsOf(reserveOf({ ram: { pico: ram } }))).toMatchObject([{ place: { path: 'ram.pico' } }]);
});
