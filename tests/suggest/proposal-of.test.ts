// The budgets that would have to move: each text is one that kd.yaml takes, and the figure passes it, if barely.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { judge } from '../../src/budget/judge.ts';
import { MEASURES, type MeasureName } from '../../src/budget/measures.ts';
import { BUDGETS_SCHEMA, type BudgetsParams, limitsOf } from '../../src/budget/params.ts';
import type { ModelReport } from '../../src/report/report.ts';
import { proposalOf, quantityFor } from '../../src/suggest/proposal-of.ts';
import type { TrainedCandidate } from '../../src/suggest/trials.ts';

const kindOf = (measure: MeasureName) => ('max' in BUDGETS_SCHEMA.properties[measure].properties ? 'max' : 'min');
/** What a budget on it needs besides. */
const MORE: Partial<Record<MeasureName, object>> = { topK: { k: 2 }, recallAt: { falsePositiveRate: '1%' } };
const WHOLE: readonly MeasureName[] = ['size', 'gzip', 'arena', 'flash', 'macs', 'instructions'];
const UNBOUNDED: readonly MeasureName[] = ['latency', 'error', 'rmse'];
/** As kd-gate measures it: counts, answers out of so many, or any number. */
const valuesOf = (measure: MeasureName): fc.Arbitrary<number> => {
  if (WHOLE.includes(measure)) return fc.integer({ min: 1, max: 2 ** 40 });
  const share = fc.tuple(fc.nat(1e5), fc.nat(1e5)).map(([a, b]) => Math.min(a, b) / Math.max(a, b, 1));
  const any = fc.double({ min: 0, max: UNBOUNDED.includes(measure) ? 1e9 : 1, noNaN: true });
  return fc.oneof(share, any);
};

test.each(MEASURES)('%s', (measure) => {
  const kind = kindOf(measure);
  fc.assert(
    fc.property(valuesOf(measure), (value) => {
      const written = quantityFor(measure, kind, value);
      const budgets = { [measure]: { [kind]: written, ...MORE[measure] } } as BudgetsParams;
      const [limit] = must(limitsOf(budgets));
      expect(judge([limit], [{ measure, value }]).map(({ verdict }) => verdict)).toEqual(['pass']);
      // No further away than a hundredth, a ten thousandth, a tenth of a percent or one: what is rounded to.
      const step = WHOLE.includes(measure) ? 1 : measure === 'latency' ? 0.01 : 0.001;
      expect(Math.abs(limit.value - value)).toBeLessThan(step * 1.001 + value * 1e-12);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each<[MeasureName, 'min' | 'max', number, string]>([
  ['accuracy', 'min', 0.9732, '97.3%'],
  ['recall', 'min', 0.57, '57%'],
  ['quantDrop', 'max', 0.0123, '1.3 pp'],
  ['auc', 'min', 0.98765, '0.9876'],
  ['error', 'max', 1.23451, '1.2346'],
  ['latency', 'max', 41.987, '41.99 ms'],
  ['arena', 'max', 9216, '9216 B'],
  ['macs', 'max', 740_000, '740000 MACs'],
  ['instructions', 'max', 12.5, '13 Instr'],
])('%s %s: %d is %s', (measure, kind, value, text) => {
  expect(quantityFor(measure, kind, value)).toBe(text);
});

test('of what passed the larger changes are told that answer better than all smaller ones', () => {
  const reportOf = (correct: number) => ({
    budgets: [],
    boards: [],
    model: { profiles: {} },
    accuracy: { correct, total: 100 },
  });
  const trialOf = (filters: number, size: number, correct: number, passes = true) =>
    ({
      judged: { size, candidate: { changes: [{ path: ['student', 'filters'], from: 8, to: filters }] } },
      report: reportOf(correct),
      trial: { passes },
    }) as unknown as TrainedCandidate;
  const chosen = trialOf(9, 0.1, 94);
  const failed = trialOf(11, 0.3, 99, false);
  const trained = [
    trialOf(16, 0.7, 96),
    failed,
    chosen,
    trialOf(10, 0.2, 93),
    trialOf(12, 0.4, 95),
    trialOf(7, 0.05, 98),
  ];
  const current = reportOf(92) as unknown as ModelReport;
  const { others = [] } = proposalOf('digits', { current, chosen, trained, judged: 500 });
  expect(others.map(({ changes: [{ to }], size, accuracyChange }) => [to, size, accuracyChange])).toEqual([
    [12, 0.4, expect.closeTo(0.03, 12)],
    [16, 0.7, expect.closeTo(0.04, 12)],
  ]);
});
