// What is taken for what, and the surest answers that only the base has right.
import { expect, test } from 'vitest';
import { renderComment } from '../../src/report/comment.ts';
import { describeFlips, worstConfusions } from '../../src/report/flips.ts';
import type { ModelReport } from '../../src/report/report.ts';
import { sampleReport } from './sample.ts';

const [plain] = sampleReport().models;
const report: ModelReport = {
  ...plain,
  classes: ['cat', 'dog|@all', 'fox'],
  confusion: {
    classes: ['cat', 'dog|@all', 'fox'],
    rows: [
      [8, 2, 0],
      [5, 1200, 0],
      [0, 2, 3],
    ],
  },
  flips: [
    { sample: 1234, file: 'test/<b>.png', label: 0, answer: 1, confidence: 0.987 },
    { sample: 7, label: 2, answer: 1, confidence: 0.5 },
  ],
};

test('confusions come from the most frequent one, among equals in the order of the classes', () => {
  expect(worstConfusions(report, 2)).toEqual([
    { label: 'dog|@all', answer: 'cat', count: 5, total: 1205 },
    { label: 'cat', answer: 'dog|@all', count: 2, total: 10 },
  ]);
  expect(worstConfusions({}, 2)).toEqual([]);
});

test('a line names the surest flips with their files', () => {
  expect(describeFlips(report)).toBe(
    'right on the base, wrong now: sample 1,234 (test/<b>.png): cat is now dog|@all (98.70% sure); ' +
      'sample 7: fox is now dog|@all (50.00% sure)',
  );
  expect(describeFlips(plain)).toBeUndefined();
});

test('the comment shows them once, and names of strangers do nothing there', () => {
  const text = renderComment({ ...sampleReport(), models: [report] });
  expect(text.match(/\*\*1,200\*\*/g)).toHaveLength(1);
  expect(text.match(/98\.70%/g)).toHaveLength(1);
  expect(text).not.toMatch(/@all|<b>/);
});
