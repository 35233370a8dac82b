// What is taken for what, and the surest answers that only the base has right.
import { expect, test } from 'vitest';
import { answerParts } from '../../src/report/comment/answers.ts';
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

test('the comment has a small matrix as a table, and names of strangers do nothing there', () => {
  const [matrix, flips] = answerParts(report);
  expect(matrix.split('\n')).toHaveLength(5);
  expect(matrix).toMatch(/\| cat +\| +\*\*8\*\* \| +2 \| +\|/);
  expect(`${matrix}${flips}`).not.toMatch(/@all|<b>|[^\\]\|@/);
  expect(flips).toContain('98.70%');
});

test('of many classes it lists the pairs, and of a model without a mistake nothing', () => {
  const classes = Array.from({ length: 13 }, (_, i) => `c${i}`);
  const rows = classes.map((_, i) => classes.map((_, j) => Number(i === j) + Number(i === 3 && j === 5)));
  const [list, ...rest] = answerParts({ ...plain, confusion: { classes, rows } });
  expect(list).toMatch(/\| c3 +\| c5 +\| +1 of 2 \|/);
  expect(rest).toEqual([]);
  expect(answerParts({ ...plain, confusion: { classes: ['a'], rows: [[4]] } })).toEqual([]);
});
