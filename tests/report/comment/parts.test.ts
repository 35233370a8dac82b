// The folds of wrong answers and of history, and what others' texts do there.
import { describe, expect, test } from 'vitest';
import { historyParts } from '../../../src/report/comment/history.ts';
import { mistakeParts } from '../../../src/report/comment/mistakes.ts';
import type { HistoryPoint } from '../../../src/report/history.ts';
import { COMMIT, compared } from '../cases.ts';

const model = compared({}, {});

describe('wrong answers', () => {
  test('that the base has right are named by file or number, with the class and what it was taken for', () => {
    const flips = [
      { sample: 1204, label: 3, answer: 8, confidence: 0.9912 },
      { sample: 7, file: 'test/up/@me.wav', label: 1, answer: 2, confidence: 0.5 },
    ];
    expect(mistakeParts({ ...model, flips })).toEqual([
      'Right on the base and wrong now, the surest first:',
      [
        '| sample           | is      | taken for | confidence |',
        '| :--------------- | :------ | :-------- | ---------: |',
        '| no. 1,204        | digit 3 | digit 8   |     99.12% |',
        '| test/up/@\u200bme.wav | digit 1 | digit 2   |     50.00% |',
      ].join('\n'),
    ]);
  });

  test('of few classes are a table, with what is right in bold', () => {
    const confusion = {
      classes: ['no', 'a|b'],
      rows: [
        [1040, 2],
        [0, 7],
      ],
    };
    expect(
      mistakeParts({ ...model, confusion })[1]
        .split('\n')
        .slice(2),
    ).toEqual(['| no   | **1,040** |     2 |', '| a\\|b |           | **7** |']);
  });

  test('of many classes are the most frequent pairs', () => {
    const classes = Array.from({ length: 13 }, (_, i) => `c${i}`);
    const rows = classes.map((_, i) => classes.map((__, k) => (i === k ? 50 : i === 4 && k === 9 ? 3 : 0)));
    expect(mistakeParts({ ...model, confusion: { classes, rows } })).toEqual([
      'The most frequent mistakes among 13 classes:',
      '| is | taken for | samples |\n| :- | :-------- | ------: |\n| c4 | c9        | 3 of 53 |',
    ]);
  });

  test('without figures have no fold', () => expect(mistakeParts(model)).toEqual([]));
});

describe('history', () => {
  const point = (sizeBytes: number): HistoryPoint => {
    return { commit: COMMIT, version: '0.1.0', sizeBytes, boards: [], accuracy: { correct: 1000, total: 1000 } };
  };

  test('has a line for each figure that moved, the newest last', () => {
    const [words, table] = historyParts({ ...model, history: [point(12_000), point(13_000)] });
    expect(words).toContain('2 commits');
    expect(table).toMatch(/\| size +\| ▁█▄ +\| 12,000 B → 12,480 B, \+480 B \(\+4\.0%\) \|/);
    expect(table).not.toContain('accuracy');
  });

  test('of figures that never moved, or of one point, has no fold', () => {
    expect(historyParts({ ...model, history: [point(12_480), point(12_480)] })).toEqual([]);
    expect(historyParts({ ...model, history: [point(1)] })).toEqual([]);
  });
});
