// A budget on the work of one inference.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { judge } from '../../src/budget/judge.ts';
import { limitsOf } from '../../src/budget/params.ts';

// MLPerf Tiny's keyword spotting model: 2,656,768 multiply-accumulates.
test('multiply-accumulates are judged in their own unit', () => {
  const limits = must(limitsOf({ macs: { max: '2.5 MMACs', maxIncrease: '100 kMACs', level: 'fail' } }));
  const measured = [{ measure: 'macs', value: 2_656_768 }] as const;
  const base = [{ measure: 'macs', value: 2_600_000 }] as const;
  expect(judge(limits, measured, base, { ratchet: false })).toMatchObject([
    { kind: 'max', verdict: 'fail', excess: 156_768 },
    { kind: 'maxIncrease', verdict: 'pass', limit: 2_700_000 },
  ]);
});

test.each(['2500000', '2.5 M', '2.5 MB'])('%s is no number of them', (max) => {
  expect(limitsOf({ macs: { max, level: 'fail' } })).toMatchObject({
    ok: false,
    problems: [{ code: 'quantity/format' }],
  });
});
