import { describe, expect, test } from 'vitest';
import { alignTable, alignWithLast, stackTables } from '../../src/report/aligned.ts';

const asIs = (cell: string) => cell;
const wide = (n: number) => 'x'.repeat(n);

test('a table is padded on the side that each column has', () => {
  expect(
    alignTable(
      [
        ['a', '1'],
        ['bcd', '20'],
      ],
      'lr',
    ),
  ).toEqual(['a     1', 'bcd  20']);
});

describe('a table that is too wide', () => {
  test('stands as several, each with the first column', () => {
    const rows = [
      ['name', 'one', 'two'],
      ['a', wide(50), wide(60)],
    ];
    expect(stackTables(rows, 'lrr')).toEqual([
      `name  ${' '.repeat(47)}one`,
      `a     ${wide(50)}`,
      `name  ${' '.repeat(57)}two`,
      `a     ${wide(60)}`,
    ]);
  });

  test('is cut where it is said, and one that is not too wide is not', () => {
    const rows = (width: number) => [['a', 'b', wide(width), 'c']];
    expect(stackTables(rows(90), 'llll', [2])).toEqual(['a  b', `a  ${wide(90)}  c`]);
    expect(stackTables(rows(10), 'llll', [2])).toEqual([`a  b  ${wide(10)}  c`]);
  });

  test('of one column that no terminal has room for is left as it is', () => {
    expect(stackTables([['a', wide(150)]], 'll')).toEqual([`a  ${wide(150)}`]);
  });
});

describe('a list in the last column', () => {
  test('goes on below itself, after a comma that is not between brackets', () => {
    const first = wide(60);
    const lines = alignWithLast([[first, 'max 16 KiB (4,080 B free, 24%), max +2%']], asIs);
    expect(lines).toEqual([`${first}  max 16 KiB (4,080 B free, 24%),`, `${' '.repeat(62)}max +2%`]);
  });

  test('is broken at spaces where an item alone has no room', () => {
    expect(alignWithLast([[wide(76), 'max 12 KiB (3,072 B free)']], asIs)).toEqual([
      `${wide(76)}  max 12 KiB (3,072 B`,
      `${' '.repeat(78)}free)`,
    ]);
  });

  test('leaves colours out of the widths', () => {
    const paint = (cell: string, row: number) => (row === 1 ? `<${cell}>` : cell);
    expect(
      alignWithLast(
        [
          ['ab', 'x'],
          ['c', 'y'],
        ],
        paint,
      ),
    ).toEqual(['ab  x', '<c>   y']);
  });
});
