// What budgets and boards leave: on the terminal, in the comment, as JSON and in the action's outputs.
import { describe, expect, test } from 'vitest';
import type { Limit } from '../../src/budget/judge.ts';
import { boardTable } from '../../src/report/board-table.ts';
import { renderComment } from '../../src/report/comment.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { complaintsOf, rowsOf } from '../../src/report/rows.ts';
import { figures, report } from './cases.ts';
import { spaced } from './spaced.ts';

// 9,216 B of arena, 12,480 B of model, on boards with 262,144 B of RAM and 983,040 or 2,097,152 B of flash.
const plain = figures({ boards: 2 });
const [nano, pico] = plain.boards;
const costs = {
  [nano.profile]: { instructions: 4_000_000, flashBytes: 62_480, flashBandPercent: 10.5 },
  [pico.profile]: {
    instructionsAtLeast: 5_000_000,
    instructionsReason: 'without operator 3',
    flashReason: 'not linked',
  },
};
const known = { ...plain, model: { ...plain.model, costs } };

const limit = (part: Partial<Limit>): Limit => ({
  ...{ measure: 'arena', kind: 'max', value: 12_288, ofBaseline: false, level: 'fail', text: '12 KiB', ...part },
});
const reserve = (ram: number, flash: number) => [
  { memory: 'ram', bytes: ram, text: `${ram} B` } as const,
  { memory: 'flash', bytes: flash, text: `${flash} B` } as const,
];
const judged = (limits: readonly Limit[], ram = 0, flash = 0) =>
  judgeFigures(known, limits, undefined, { ratchet: true, reserve: ram + flash > 0 ? reserve(ram, flash) : [] });

describe('a budget', () => {
  test.each<[string, Partial<Limit>, object | undefined]>([
    ['arena', {}, { bytes: 3072, percent: 25 }],
    ['size', { measure: 'size', value: 24_960 }, { bytes: 12_480, percent: 50 }],
    ['instructions', { measure: 'instructions', value: 5e6, text: '5 MInstr' }, { instructions: 1e6, percent: 20 }],
    ['flash', { measure: 'flash', value: 124_960 }, { bytes: 62_480, percent: 50 }],
    ['accuracy', { measure: 'accuracy', kind: 'min', value: 0.75 }, { share: 0.25 }],
    ['an exceeded one', { value: 4608 }, { bytes: -4608, percent: -100 }],
    ['one of nothing', { value: 0 }, { bytes: -9216 }],
    ['latency that nobody knows', { measure: 'latency' }, undefined],
  ])('of %s says in JSON what it leaves', (_, part, expected) => {
    expect(judged([limit(part)]).budgets[0].headroom).toEqual(expected);
  });

  test('has bytes and percent beside it on the terminal, and percent in the comment’s first table', () => {
    const model = judged([limit({}), limit({ measure: 'accuracy', kind: 'min', value: 0.75, text: '75%' })]);
    const budgets = rowsOf(model).map(({ budget }) => budget);
    expect(budgets).toContain('max 12 KiB (3,072 B free, 25%)');
    expect(budgets).toContain('min 75% (25.00 pp left)');
    const comment = spaced(renderComment(report([model])));
    // The fuller of two boards: 2,976 of 12,288 B.
    const [head] = comment.split('<details>');
    expect(head).toContain('max 12 KiB \\(24% free\\)');
    expect(head).not.toContain('B free');
    expect(comment).toContain('max 12 KiB \\(3,072 B free, 25%\\)');
  });

  test('that is exceeded leaves nothing to show', () => {
    expect(rowsOf(judged([limit({ value: 4608, text: '4.5 KiB' })])).map(({ budget }) => budget)).toContain(
      'max 4.5 KiB',
    );
  });

  test('of instructions and flash has a row, and these have none without', () => {
    const labels = (limits: readonly Limit[]) => rowsOf(judged(limits)).map(({ label, value }) => `${label}: ${value}`);
    expect(labels([limit({})]).filter((line) => /^(instructions|flash)/.test(line))).toEqual([]);
    const both = [limit({ measure: 'instructions', value: 5e6 }), limit({ measure: 'flash', value: 1e6 })];
    expect(labels(both).filter((line) => /^(instructions|flash)/.test(line))).toEqual([
      'instructions (arduino-nano-33-ble): 4,000,000',
      'flash (arduino-nano-33-ble): 62,480 B ±10.5%',
      'instructions (raspberry-pi-pico): at least 5,000,000',
      'flash (raspberry-pi-pico): at least 12,480 B',
    ]);
  });

  test('of flash fails where the model alone is over it, and is not measured where only its code is unknown', () => {
    const verdicts = (value: number) =>
      judged([limit({ measure: 'flash', value, text: 'x' })]).budgets.map(({ scope, verdict }) => [scope, verdict]);
    expect(verdicts(12_000)).toEqual([
      [nano.id, 'fail'],
      [pico.id, 'fail'],
    ]);
    expect(verdicts(100_000)).toEqual([
      [nano.id, 'pass'],
      [pico.id, 'not measured'],
    ]);
  });
});

describe('a board', () => {
  test('says what RAM and flash it has left, and that code nobody measured takes more', () => {
    const model = judged([]);
    expect(model.headroom).toEqual([
      {
        board: nano.id,
        // 252,928 of 262,144 B; 983,040 - 62,480.
        ram: { bytes: 252_928, percent: 96.484375 },
        flash: { bytes: 920_560, percent: (100 * 920_560) / 983_040 },
      },
      {
        board: pico.id,
        ram: { bytes: 252_832, percent: (100 * 252_832) / 262_144 },
        flash: { bytes: 2_084_672, percent: (100 * 2_084_672) / 2_097_152, atMost: true },
      },
    ]);
    expect(boardTable(model)[0].slice(4, 8)).toEqual(['262,144 B', '252,928 B (96%)', '983,040 B', '920,560 B (93%)']);
    expect(boardTable(model)[1].slice(6, 8)).toEqual(['2,097,152 B', '< 2,084,672 B (99%)']);
  });

  test('has a reserve in its row, and what is left after it', () => {
    const model = judged([], 65_536, 204_800);
    expect(boardTable(model)[0].slice(2)).toEqual([
      'yes',
      'not measured',
      '262,144 B (65,536 B reserved)',
      // 262,144 - 65,536 - 9,216 of 196,608.
      '187,392 B (95%)',
      '983,040 B (204,800 B reserved)',
      '715,760 B (91%)',
    ]);
    expect(model.headroom?.[0].ram).toEqual({ reservedBytes: 65_536, bytes: 187_392, percent: 95.3125 });
  });

  test('holds a model to the last byte beside its reserve, and not one more', () => {
    expect(judged([], 262_144 - 9312).budgets).toEqual([]);
    const over = judged([], 262_144 - 9312 + 1);
    expect(over.budgets).toMatchObject([
      { measure: 'arena', scope: pico.id, verdict: 'fail', excess: 1, limit: 9311, value: 9312 },
    ]);
    expect(over.verdict).toBe('fail');
    expect(complaintsOf(over)[0].text).toContain('the RAM of the board without the 252,833 B of reserve.ram');
    expect(complaintsOf(over)[0].text).toContain('reserve less, or choose a larger board');
    expect([2, 5, 6, 7].map((column) => boardTable(over)[1][column])).toEqual([
      'no',
      'none',
      '2,097,152 B',
      '< 2,084,672 B (99%)',
    ]);
  });

  test('fails where the reserve is more than it has', () => {
    expect(judged([], 1e9).budgets.map(({ verdict, limit: bound }) => [verdict, bound])).toEqual([
      ['fail', 0],
      ['fail', 0],
    ]);
  });

  test('whose flash only the end of the band exceeds warns', () => {
    // 62,480 B with 10.5 % more are 69,040.4 B.
    const model = judged([], 0, 983_040 - 65_000);
    expect(model.budgets).toMatchObject([{ measure: 'flash', scope: nano.id, verdict: 'warn', limit: 65_000 }]);
    expect(complaintsOf(model)[0].text).toContain('the model fits, but the band reaches 69,041 B');
    expect(judged([], 0, 983_040 - 69_041).budgets).toEqual([]);
    expect(judged([], 0, 983_040 - 62_479).budgets).toMatchObject([{ measure: 'flash', verdict: 'fail', excess: 1 }]);
  });
});

test('the outputs have the least of all, and all of every board and budget', () => {
  const outputs = outputsOf(report([judged([limit({}), limit({ measure: 'size', value: 24_960 })], 65_536)]));
  expect(outputs).toMatchObject({
    // The pico's arena is 9,312 of 12,288 B.
    'headroom-percent': String((100 * 2976) / 12_288),
    'ram-free-bytes': String(262_144 - 65_536 - 9312),
    'flash-free-bytes': '920560',
  });
  // One of the two boards has no figure for these.
  expect(outputs).not.toHaveProperty('instructions');
  expect(outputs).not.toHaveProperty('flash-bytes');
  const { boards, budgets } = JSON.parse(outputs.figures).digits;
  expect(boards[nano.id]).toMatchObject({
    ...{ fits: true, instructions: 4_000_000, 'flash-bytes': 62_480, 'flash-band-percent': 10.5 },
    ...{ 'ram-free-bytes': 187_392, 'flash-free-bytes': 920_560 },
  });
  expect(boards[pico.id]).toMatchObject({ 'instructions-at-least': 5_000_000 });
  expect(budgets[0]).toEqual({
    ...{ measure: 'arena', scope: nano.id, kind: 'max', limit: '12 KiB', verdict: 'pass' },
    headroom: { bytes: 3072, percent: 25 },
  });
});

test('a report without the new figures is not measured by the new budgets', () => {
  const old = judgeFigures(plain, [limit({ measure: 'instructions', value: 5e6 })]);
  expect(old.budgets.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['not measured', expect.stringContaining('did not measure it')],
    ['not measured', expect.stringContaining('did not measure it')],
  ]);
});
