// Budgets that differ by board: `latency: { max: { pico: 50 ms, default: 100 ms } }`.
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { judge, type Measurement } from '../../src/budget/judge.ts';
import { limitsOf } from '../../src/budget/params.ts';

const ON_BOARDS: readonly Measurement[] = [
  { measure: 'latency', scope: 'pico', value: 70 },
  { measure: 'latency', scope: 'nano', value: 70 },
  { measure: 'latency', scope: 'toString', value: 70 },
];

const limits = (max: Record<string, string>, kind: 'max' | 'maxIncrease' = 'max') =>
  must(limitsOf({ latency: { [kind]: max, level: 'fail' } }));
const verdicts = (max: Record<string, string>, measured = ON_BOARDS) =>
  judge(limits(max), measured).map(({ scope, verdict, text }) => [scope, verdict, text]);

describe('a budget by board', () => {
  test("judges a board by its own number, and the others by default's", () => {
    expect(verdicts({ pico: '50 ms', default: '100 ms' })).toEqual([
      ['pico', 'fail', '50 ms'],
      ['nano', 'pass', '100 ms'],
      ['toString', 'pass', '100 ms'],
    ]);
  });

  test('without default the others have none', () => {
    expect(verdicts({ nano: '50 ms' })).toEqual([['nano', 'fail', '50 ms']]);
  });

  test('of a board that nobody measured is not measured', () => {
    expect(judge(limits({ gone: '50 ms' }), ON_BOARDS)).toMatchObject([{ scope: 'gone', verdict: 'not measured' }]);
    expect(judge(limits({ gone: '50 ms' }), [])).toMatchObject([{ scope: 'gone', verdict: 'not measured' }]);
  });

  test('of a lower bound fails over the board’s own limit, and is not measured under it', () => {
    const bounds = ON_BOARDS.map(({ value: atLeast, ...rest }): Measurement => ({ ...rest, atLeast, reason: 'why' }));
    const judged = judge(limits({ pico: '50 ms', default: '100 ms' }), bounds);
    expect(judged.map(({ scope, verdict, excess }) => [scope, verdict, excess])).toEqual([
      ['pico', 'fail', 20],
      ['nano', 'not measured', undefined],
      ['toString', 'not measured', undefined],
    ]);
  });

  test('a growth by board is that of the same board on the base', () => {
    const base = ON_BOARDS.map((one) => ({ ...one, value: one.scope === 'pico' ? 69 : 60 }));
    const judged = judge(limits({ nano: '20%', default: '1 ms' }, 'maxIncrease'), ON_BOARDS, base);
    // 60 ms and a fifth are 72 ms; 69 ms and 1 ms are 70 ms.
    expect(judged.map(({ scope, verdict, limit }) => [scope, verdict, limit])).toEqual([
      ['nano', 'pass', 72],
      ['pico', 'pass', 70],
      ['toString', 'fail', 61],
    ]);
  });

  test.each(['arena', 'latency', 'instructions', 'flash'] as const)('%s may be one', (measure) => {
    const units = { arena: '1 KiB', latency: '1 ms', instructions: '1 MInstr', flash: '1 KiB' };
    const found = must(limitsOf({ [measure]: { max: { pico: units[measure] }, level: 'fail' } }));
    expect(found).toMatchObject([{ measure, only: 'pico', path: `${measure}.max.pico` }]);
  });
});

describe('names of a stranger', () => {
  test.each(['__proto__', 'constructor', 'hasOwnProperty'])('%s as a board limits that board and no other', (name) => {
    const written = JSON.parse(`{ "${name}": "50 ms" }`);
    expect(limits(written)).toMatchObject([{ only: name, value: 50 }]);
    expect(verdicts(written)).toEqual([[name, 'not measured', '50 ms']]);
    expect(verdicts(JSON.parse(`{ "${name}": "50 ms", "default": "60 ms" }`)).map(([, verdict]) => verdict)).toEqual([
      ...['not measured', 'fail', 'fail', 'fail'],
    ]);
  });

  test.each([
    ['-5 ms', '"-5 ms" is not a time'],
    ['NaN ms', '"NaN ms" is not a time'],
    ['1e9 ms', '"1e9 ms" is not a time'],
    ['99999999999999999 s', '"99999999999999999 s" is too large'],
  ])('%s is no limit of a board either', (value, message) => {
    const problems = problemsOf(limitsOf({ latency: { max: { 'teensy-4.1': value }, level: 'fail' } }));
    expect(problems).toMatchObject([
      {
        code: 'quantity/format',
        place: { path: 'latency.max["teensy-4.1"]' },
        message: expect.stringContaining(message),
      },
    ]);
  });
});
