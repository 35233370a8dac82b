import { describe, expect, test } from 'vitest';
import { judge, type Limit, type Measurement } from '../../src/budget/judge.ts';
import { exitStatus, worst } from '../../src/budget/verdict.ts';

const limit = (part: Partial<Limit>): Limit => ({
  measure: 'size',
  kind: 'max',
  value: 100,
  ofBaseline: false,
  level: 'fail',
  text: '100 B',
  ...part,
});
const size = (value: number): Measurement[] => [{ measure: 'size', value }];

describe('judge', () => {
  test.each<[string, Partial<Limit>, Measurement[], Measurement[] | undefined, object]>([
    ['a value at the limit passes', {}, size(100), undefined, { verdict: 'pass', limit: 100 }],
    ['one byte over fails by one byte', {}, size(101), undefined, { verdict: 'fail', excess: 1 }],
    ['level warn only warns', { level: 'warn' }, size(101), undefined, { verdict: 'warn', excess: 1 }],
    [
      'a minimum fails from below',
      { measure: 'accuracy', kind: 'min', value: 0.9 },
      [{ measure: 'accuracy', value: 0.875 }],
      undefined,
      { verdict: 'fail', excess: 0.025 },
    ],
    [
      'exactly the minimum passes: 900 of 1,000 is 90%',
      { measure: 'accuracy', kind: 'min', value: 90 / 100 },
      [{ measure: 'accuracy', value: 900 / 1000 }],
      undefined,
      { verdict: 'pass' },
    ],
    [
      'without a figure it is not measured',
      { measure: 'latency' },
      [{ measure: 'latency', reason: 'no cycle model' }],
      undefined,
      { verdict: 'not measured', reason: 'no cycle model' },
    ],
    ['a measure that nobody took is not measured', {}, [], undefined, { verdict: 'not measured' }],
    ['not measured at level warn warns', { level: 'warn' }, [], undefined, { verdict: 'warn' }],
    [
      'an increase without a base has no baseline',
      { kind: 'maxIncrease' },
      size(9),
      undefined,
      { verdict: 'no baseline' },
    ],
    [
      'an increase within the allowance passes',
      { kind: 'maxIncrease', value: 10 },
      size(110),
      size(100),
      { verdict: 'pass', limit: 110 },
    ],
    [
      'an increase beyond it fails',
      { kind: 'maxIncrease', value: 10 },
      size(111),
      size(100),
      { verdict: 'fail', excess: 1 },
    ],
    [
      'a share of the base',
      { kind: 'maxIncrease', value: 0.25, ofBaseline: true },
      size(126),
      size(100),
      { verdict: 'fail', limit: 125, excess: 1 },
    ],
    [
      'a drop beyond the allowance fails',
      { measure: 'accuracy', kind: 'maxDrop', value: 0.25 },
      [{ measure: 'accuracy', value: 0.5 }],
      [{ measure: 'accuracy', value: 1 }],
      { verdict: 'fail', limit: 0.75, excess: 0.25 },
    ],
  ])('%s', (_, part, measurements, base, expected) => {
    const [judgement] = judge([limit(part)], measurements, base);
    const { excess, ...rest } = expected as { excess?: number };
    expect(judgement).toMatchObject(rest);
    if (excess === undefined) expect(judgement.excess).toBeUndefined();
    else expect(judgement.excess).toBeCloseTo(excess, 12);
  });

  test.each<[string, number, number, boolean, object]>([
    ['no worse than a base that is over: warns', 120, 120, true, { verdict: 'warn', ratchet: true, excess: 20 }],
    ['better than a base that is over: warns still', 110, 120, true, { verdict: 'warn', ratchet: true }],
    ['worse than a base that is over: fails', 121, 120, true, { verdict: 'fail', excess: 21 }],
    ['over where the base is not: fails', 101, 100, true, { verdict: 'fail' }],
    ['no worse, with the ratchet off: fails', 120, 120, false, { verdict: 'fail' }],
  ])('ratchet: %s', (_, value, base, ratchet, expected) => {
    const [judgement] = judge([limit({})], size(value), size(base), { ratchet });
    expect(judgement).toMatchObject(expected);
    expect(judgement.ratchet === true).toBe('ratchet' in expected);
  });

  test('a test set too small for the budget is told, whatever the verdict', () => {
    const paired = { total: 300, lost: 0, gained: 0, difference: 0, low: 0, high: 0, pDrop: 1 };
    const drop = limit({ measure: 'accuracy', kind: 'maxDrop', value: 0.01, text: '1 pp' });
    const at = (value: number): Measurement[] => [{ measure: 'accuracy', value }];
    const [judgement] = judge([drop], at(0.9), at(0.9), { ratchet: true, paired });
    expect(judgement).toMatchObject({ verdict: 'pass', lint: expect.stringContaining('at least 400 samples') });
  });

  test('every board is judged by itself', () => {
    const judgements = judge(
      [limit({ measure: 'arena' })],
      [
        { measure: 'arena', scope: 'a', value: 50 },
        { measure: 'arena', scope: 'b', value: 150 },
      ],
    );
    expect(judgements.map((j) => [j.scope, j.verdict])).toEqual([
      ['a', 'pass'],
      ['b', 'fail'],
    ]);
  });
});

describe('worst', () => {
  test.each([
    [[], 'not measured', 3],
    [['pass', 'warn'], 'warn', 0],
    [['no baseline', 'pass'], 'pass', 0],
    [['no baseline'], 'pass', 0],
    [['warn', 'not measured'], 'not measured', 3],
    [['not measured', 'fail', 'pass'], 'fail', 1],
  ] as const)('%j is %s and exits %i', (verdicts, verdict, status) => {
    expect(worst(verdicts)).toBe(verdict);
    expect(exitStatus(worst(verdicts))).toBe(status);
  });
});
