import { describe, expect, test } from 'vitest';
import { describeProblem } from '../../src/base/problem.ts';
import { BOARDS } from '../../src/board/boards/index.ts';
import { parseBoard } from '../../src/config/board-file.ts';

const OURS = `id: ours
name: Our board
mcu: STM32F446
profile: cortex-m4f/cmsis_nn
clockHz: 180000000
ramBytes: 131072
flashBytes: 524288
`;
const complaints = (text: string) => {
  const outcome = parseBoard(text, 'ours.yaml');
  return outcome.ok ? [] : outcome.problems.map(describeProblem);
};

describe('a board file', () => {
  test('has the fields of a board', () => {
    expect(parseBoard(OURS, 'ours.yaml')).toEqual({
      ok: true,
      value: {
        id: 'ours',
        name: 'Our board',
        mcu: 'STM32F446',
        profile: 'cortex-m4f/cmsis_nn',
        clockHz: 180000000,
        ramBytes: 131072,
        flashBytes: 524288,
        sources: [],
      },
    });
  });

  test.each(BOARDS)('may be JSON, and $id is one', (board) => {
    expect(parseBoard(JSON.stringify(board), 'board.json')).toEqual({ ok: true, value: board });
  });

  test.each([
    [
      'a key that is nearly right',
      OURS.replace('ramBytes', 'rambytes'),
      [
        'ours.yaml:1:1: the key "ramBytes" is missing; write a whole number from 1 to 1000000000000 for "ramBytes": the largest contiguous RAM region that an arena can lie in',
        'ours.yaml:6:1 rambytes: unknown key "rambytes"; did you mean "ramBytes"?',
      ],
    ],
    [
      'a clock with a unit',
      OURS.replace('180000000', '180 MHz'),
      [
        'ours.yaml:5:10 clockHz: "180 MHz" is not a whole number; write a whole number from 1 to 10000000000 for "clockHz": of the core',
      ],
    ],
    [
      'an alias',
      OURS.replace('131072', '*x').replace('ours', '&x ours'),
      ['ours.yaml:6:11: aliases (*x) are not supported; write the values out'],
    ],
  ])('%s is a mistake with its place', (_, text, expected) => expect(complaints(text)).toEqual(expected));

  test('an unknown profile lists those that there are', () => {
    expect(complaints(OURS.replace('cortex-m4f', 'cortex-m4'))[0]).toMatch(
      /^ours\.yaml:4:10 profile: "cortex-m4\/cmsis_nn" is none of .*"cortex-m4f\/cmsis_nn".*; did you mean "cortex-m4f\/cmsis_nn"\?$/,
    );
  });
});
