import { describe, expect, test } from 'vitest';
import { hasChanged } from '../../src/report/changed.ts';
import type { ModelReport } from '../../src/report/report.ts';
import { CASES, compared, report, wrongAnswers } from './cases.ts';

const [same] = CASES.unchanged.models;
const withModel = (part: Partial<ModelReport>) => report([{ ...same, ...part }]);

test('a report like its base tells nothing new, whatever its verdict', () => {
  expect(hasChanged(report([same, same]))).toBe(false);
  expect(hasChanged(withModel({ verdict: 'warn', warnings: ['as before'] }))).toBe(false);
});

describe('a report is news', () => {
  const other = { ...same.model, sha256: 'cd'.repeat(32) };
  const [board] = same.boards;
  test.each([
    ['without a base', withModel({ base: undefined })],
    ['with other bytes', withModel({ model: other })],
    ['with another figure', withModel({ model: { ...same.model, macs: 1 } })],
    ['with another latency', withModel({ boards: [{ ...board, latencyMs: 1 }] })],
    ['with a board on which the model does not run', withModel({ boards: [{ ...board, refused: 'no' }] })],
    ['without a board of before', withModel({ boards: [] })],
    [
      'with as many right answers, but others',
      report([compared({ wrong: wrongAnswers(30) }, { wrong: wrongAnswers(30, 5) })]),
    ],
    ['with a new model', report([same, { ...same, name: 'new', base: undefined }])],
    ['of which a part is missing', { ...report([same]), missing: ['other'] }],
    ['without any model', report([])],
    [
      'by rules that changed',
      {
        ...report([same]),
        rules: {
          wanted: 'head' as const,
          judgedBy: 'head' as const,
          changes: [{ what: 'budget' as const, effect: 'tighter' as const, text: 'size max 9 KiB → 8 KiB' }],
        },
      },
    ],
  ])('%s', (_, changed) => expect(hasChanged(changed)).toBe(true));
});
