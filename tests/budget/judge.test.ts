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

test('a lower bound over a limit only warns where the base is of the very same model', () => {
  const bound: Measurement[] = [{ measure: 'latency', atLeast: 120 }];
  const found = (ratchet: boolean) =>
    judge([limit({ measure: 'latency' })], bound, bound, { ratchet, isSameModel: true });
  expect(found(true)).toMatchObject([{ verdict: 'warn', ratchet: true, excess: 20 }]);
  expect(found(false)).toMatchObject([{ verdict: 'fail', excess: 20 }]);
});

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
    [
      'a lower bound over the limit fails by what it is over',
      { measure: 'latency' },
      [{ measure: 'latency', atLeast: 120, reason: 'without operator 3' }],
      undefined,
      { verdict: 'fail', atLeast: 120, excess: 20, reason: expect.stringContaining('without operator 3') },
    ],
    [
      'a lower bound at the limit says nothing',
      { measure: 'latency' },
      [{ measure: 'latency', atLeast: 100, reason: 'without operator 3' }],
      undefined,
      { verdict: 'not measured', atLeast: 100, reason: 'without operator 3' },
    ],
    [
      'a lower bound over a limit fails, whatever the bound of the base: what it leaves out may be more now',
      { measure: 'latency' },
      [{ measure: 'latency', atLeast: 120 }],
      [{ measure: 'latency', atLeast: 130 }],
      { verdict: 'fail', excess: 20 },
    ],
    [
      'a lower bound over a limit fails where the base has a value: that it is no worse is not known',
      { measure: 'latency' },
      [{ measure: 'latency', atLeast: 120 }],
      [{ measure: 'latency', value: 130 }],
      { verdict: 'fail', excess: 20 },
    ],
    [
      'growth of what has only a lower bound is not measured',
      { measure: 'latency', kind: 'maxIncrease' },
      [{ measure: 'latency', atLeast: 120 }],
      [{ measure: 'latency', value: 10 }],
      { verdict: 'not measured' },
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

describe('a band', () => {
  const latency = (value: number): Measurement[] => [{ measure: 'latency', value, bandPercent: 25 }];
  const max2 = { measure: 'latency', kind: 'max', value: 2, text: '2 ms' } as const;
  test.each<[string, Partial<Limit>, number, object]>([
    // 1.76 * 1.25 = 2.2
    ['that reaches over the budget warns', max2, 1.76, { verdict: 'warn', bandEnd: 2.2 }],
    ['that ends at the budget passes: 1.6 * 1.25 = 2', max2, 1.6, { verdict: 'pass' }],
    // 2.4 * 0.75 = 1.8
    ['that begins within the budget fails still', max2, 2.4, { verdict: 'fail', bandEnd: 1.8 }],
    ['that begins over the budget fails', max2, 2.8, { verdict: 'fail' }],
    ['at level warn warns on either side', { ...max2, level: 'warn' }, 2.4, { verdict: 'warn', bandEnd: 1.8 }],
  ])('%s', (_, part, value, expected) => {
    const [judgement] = judge([limit(part)], latency(value));
    const { bandEnd, ...rest } = expected as { bandEnd?: number };
    expect(judgement).toMatchObject({ ...rest, bandPercent: 25 });
    if (bandEnd === undefined) expect(judgement.bandEnd).toBeUndefined();
    else expect(judgement.bandEnd).toBeCloseTo(bandEnd, 12);
  });

  test('does not widen a change: both figures are off alike', () => {
    const rise = limit({ measure: 'latency', kind: 'maxIncrease', value: 0.1, text: '0.1 ms' });
    expect(judge([rise], latency(2.05), latency(2))).toMatchObject([{ verdict: 'pass' }]);
  });
});

describe('advice names what applies', () => {
  const accuracy: Measurement[] = [{ measure: 'accuracy', value: 0.5 }];
  const floor = limit({ measure: 'accuracy', kind: 'min', value: 0.9 });
  test.each([
    ['distilled', /train for more epochs.*improve the teacher/, /export/],
    ['trained', /train for more epochs.*add a teacher/, /improve the teacher|export/],
    ['kept', /train on from these weights with distill: \{ epochs/, /more epochs|teacher|export/],
    ['file', /data\.normalize.*export a model/, /train for|teacher|epochs|student/],
  ] as const)('of a model that is %s', (origin, said, unsaid) => {
    const [{ reason }] = judge([floor], accuracy, undefined, { ratchet: true, origin });
    expect(reason).toMatch(said);
    expect(reason).not.toMatch(unsaid);
  });

  test('no measure of a file is advised to train, filter or calibrate', () => {
    const limits = (['size', 'gzip', 'arena', 'accuracy', 'latency'] as const).map((measure) =>
      limit({ measure, kind: measure === 'accuracy' ? 'min' : 'max', value: measure === 'accuracy' ? 1 : 0 }),
    );
    const all = limits.map(({ measure }): Measurement => ({ measure, value: 0.5 }));
    for (const { reason } of judge(limits, all, undefined, { ratchet: true, origin: 'file' })) {
      expect(reason).toMatch(/budget$/);
      expect(reason).not.toMatch(/epoch|teacher|filters or units|calibrate/);
    }
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
