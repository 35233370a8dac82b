// Numbers in a log: labels are left out, and a line that is long for no reason takes no longer to read than others.
import { describe, expect, test } from 'vitest';
import { MOST_NUMBERS, printedNumbers } from '../../../src/commands/explain/printed-numbers.ts';

const values = (text: string) => printedNumbers(text).numbers.map(({ value }) => value);

test.each([
  ['output[3] = -7', [-7]],
  ['no: 1, yes: 2', [1, 2]],
  ['scores.first:0x1f', [31]],
])('%s', (text, wanted) => {
  expect(values(text)).toEqual(wanted);
});

test('a number that stands in front of a word is no number', () => {
  expect(printedNumbers('2nd: 5')).toMatchObject({ numbers: [], otherLines: 1 });
});

// Backtracking from each of its characters would take hours.
test.each([
  ['letters', 'a'.repeat(2 ** 20)],
  ['a word and blanks', `${'a'.repeat(2 ** 19)}${' '.repeat(2 ** 19)}`],
  ['dots', 'a.'.repeat(2 ** 19)],
])('a line of a million %s is no number', (_, line) => {
  expect(printedNumbers(line)).toMatchObject({ numbers: [], otherLines: 1 });
});

describe('of more numbers than a record has, only so many are kept', () => {
  const ones = '1 '.repeat(64);
  test.each([
    ['in lines', `${ones}\n`.repeat(MOST_NUMBERS / 64 + 1)],
    ['in one line', '1 '.repeat(2 ** 20)],
    ['one a line', '1\n'.repeat(1_000_001)],
  ])('%s', (_, text) => {
    const { numbers, areCut } = printedNumbers(text);
    expect(areCut).toBe(true);
    expect(numbers.length).toBeLessThanOrEqual(MOST_NUMBERS);
  });

  test('and all that there may be are', () => {
    expect(printedNumbers(`${ones}\n`.repeat(MOST_NUMBERS / 64))).toMatchObject({ areCut: false });
  });

  test('a long line of anything else is left out', () => {
    expect(printedNumbers(`1 2\n${'x '.repeat(2 ** 20)}`)).toMatchObject({ areCut: false, otherLines: 1 });
  });
});
