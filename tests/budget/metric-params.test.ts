// Budgets on metrics as kd.yaml writes them, and limits that allow the greater of two amounts.
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { allowanceOf } from '../../src/budget/allowance.ts';
import { judge } from '../../src/budget/judge.ts';
import { type BudgetsParams, limitsOf } from '../../src/budget/params.ts';

const limits = (params: object) => must(limitsOf(params as BudgetsParams));
const mistakes = (params: object) =>
  problemsOf(limitsOf(params as BudgetsParams)).map(({ code, message, place }) => [code, place?.path, message]);

describe('a budget on a metric', () => {
  test.each<[string, object, object]>([
    ['an area is a number', { auc: { min: 0.95 } }, { kind: 'min', value: 0.95, text: '0.95' }],
    ['or a percentage', { auc: { min: '95%' } }, { kind: 'min', value: 0.95, text: '95%' }],
    ['its drop too', { auc: { maxDrop: 0.01 } }, { kind: 'maxDrop', value: 0.01, ofBaseline: false }],
    ['or percentage points', { auc: { maxDrop: '1 pp' } }, { kind: 'maxDrop', value: 0.01 }],
    ['F1 is a percentage', { f1: { min: '90%' } }, { measure: 'f1', value: 0.9 }],
    ['recall of each class', { recall: { min: '90%' } }, { measure: 'recall', value: 0.9 }],
    [
      'of the k greatest',
      { topK: { k: 3, min: '99%' } },
      { measure: 'topK', value: 0.99, point: { k: 3 }, text: '99% in the top 3' },
    ],
    [
      'recall at a rate',
      { recallAt: { falsePositiveRate: '1%', min: '90%' } },
      { point: { falsePositiveRate: 0.01 }, value: 0.9, text: '90% at 1% false positives' },
    ],
    [
      'recall at false accepts an hour',
      { recallAt: { falseAcceptsPerHour: 0.5, min: '90%' } },
      { point: { falseAcceptsPerHour: 0.5 }, text: '90% at 0.5 false accepts/h' },
    ],
    ['the root of the squares', { rmse: { max: 2, level: 'warn' } }, { kind: 'max', value: 2, level: 'warn' }],
  ])('%s', (_, params, limit) => {
    expect(limits(params)).toMatchObject([limit]);
  });

  test('by class, with default for the others', () => {
    expect(limits({ recall: { min: { yes: '95%', default: '80%' } } })).toMatchObject([
      { only: 'yes', value: 0.95, path: 'recall.min.yes' },
      { otherThan: ['yes'], value: 0.8, path: 'recall.min.default' },
    ]);
  });

  test.each<[string, object, readonly [string, string, string]]>([
    ['a bare number', { f1: { min: 0.9 } }, ['quantity/format', 'f1.min', '0.9 has no unit; write for example "90%"']],
    [
      'an area beyond 1',
      { auc: { min: 95 } },
      ['quantity/format', 'auc.min', '"95" is not a number from 0 to 1; write for example 0.95 or 95%'],
    ],
    ['no k', { topK: { min: '99%' } }, ['budget/empty', 'topK', 'needs k; write for example k: 3']],
    [
      'no rate',
      { recallAt: { min: '90%' } },
      [
        'spec/one-of',
        'recallAt',
        'needs one of falsePositiveRate and falseAcceptsPerHour; write for example falsePositiveRate: 1%',
      ],
    ],
    ['nothing', { agreement: {} }, ['budget/empty', 'agreement', 'limits nothing; write one of min, maxDrop']],
  ])('%s is a mistake', (_, params, problem) => {
    expect(mistakes(params)).toEqual([problem]);
  });
});

describe('the greater of a share and an amount', () => {
  const size = (value: number) => [{ measure: 'size', value }] as const;
  const verdict = (written: string, base: number, value: number) =>
    judge(limits({ size: { maxIncrease: written } }), size(value), size(base)).map((j) => [j.verdict, j.limit]);

  test.each([
    // 2 % of 10,000 B are 200 B: the kibibyte counts.
    ['2% or 1 KiB', 10_000, 11_024, 'pass', 11_024],
    ['2% or 1 KiB', 10_000, 11_025, 'fail', 11_024],
    // 2 % of 100,000 B are 2,000 B, more than that.
    ['1 KiB or 2%', 100_000, 102_000, 'pass', 102_000],
    ['1 KiB or 2%', 100_000, 102_001, 'fail', 102_000],
  ])('%s of %d B: %d B is a %s', (written, base, value, expected, limit) => {
    expect(verdict(written, base, value)).toEqual([[expected, limit]]);
  });

  test.each(['2% or 3%', '1 KiB or 2 KiB', '2% or', 'or 2%', '2% or 1 KiB or 3 ms', '2% or ten'])(
    '%s is a mistake',
    (written) => {
      expect(mistakes({ size: { maxIncrease: written } })).toMatchObject([
        ['quantity/format', 'size.maxIncrease', expect.any(String)],
      ]);
    },
  );

  test('is for increases alone, and each error has its own', () => {
    expect(mistakes({ size: { max: '2% or 1 KiB' } })).toMatchObject([
      ['quantity/format', 'size.max', expect.any(String)],
    ]);
    expect(limits({ rmse: { maxIncrease: '5% or 0.1' } })).toMatchObject([{ value: 0.05, orValue: 0.1 }]);
    expect(limits({ latency: { maxIncrease: { pico: '5% or 2 ms' } } })).toMatchObject([{ only: 'pico', orValue: 2 }]);
  });

  test('of a base of nothing the amount alone counts', () => {
    expect(allowanceOf({ value: 0.02, ofBaseline: true, orValue: 3 }, 0)).toBe(3);
  });
});
