import { describe, expect, test } from 'vitest';
import type { HistoryPoint } from '../../src/report/history.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import { contradictionsInPoint, pointFiguresOf, withHistory, withoutHistory } from '../../src/report/points.ts';
import { readReport } from '../../src/report/read.ts';
import { describeSeries, seriesOf, seriesOfPoints } from '../../src/report/series.ts';
import { sparkline } from '../../src/report/sparkline.ts';
import { figures, LIMITS, report, wrongAnswers } from './cases.ts';

const BOARD = 'arduino-nano-33-ble';
const commitOf = (i: number) => i.toString(16).padStart(40, '0');
const pointAt = (i: number, part: Partial<HistoryPoint> = {}): HistoryPoint => ({
  commit: commitOf(i),
  version: '0.1.0',
  sizeBytes: 12_000 + i,
  accuracy: { correct: 980, total: 1000 },
  boards: [{ id: BOARD, arenaMinBytes: 9_000, latencyMs: 10 }],
  ...part,
});
const pointsTo = (count: number) => Array.from({ length: count }, (_, i) => pointAt(i));
const model = judgeFigures(figures({ wrong: wrongAnswers(20) }), LIMITS);

describe('a point', () => {
  test('has the figures that people follow, of each board that runs the model', () => {
    const { boards, ...others } = figures({ boards: 2, wrong: wrongAnswers(20) });
    const [first, second] = boards;
    const refused = { ...second, fits: false, refused: 'no kernel' };
    const made = pointFiguresOf({ ...others, boards: [{ ...first, latencyMs: 4.5 }, refused] });
    expect(made).toEqual({
      sizeBytes: 12_480,
      accuracy: { correct: 980, total: 1000 },
      boards: [{ id: BOARD, arenaMinBytes: 9_216, latencyMs: 4.5 }, { id: 'raspberry-pi-pico' }],
    });
    expect(contradictionsInPoint(made)).toEqual([]);
  });

  test('of a regression has its error', () => {
    const { accuracy: _, ...others } = figures({});
    expect(pointFiguresOf({ ...others, error: { mae: 0.25, rmse: 0.5, total: 9 } })).toMatchObject({ mae: 0.25 });
  });

  test.each([
    ['more right answers than samples', { accuracy: { correct: 11, total: 10 } }, '11 right answers of 10'],
    ['an accuracy and an error', { mae: 0.5 }, 'an accuracy and an error'],
    ['a board twice', { boards: [{ id: 'a' }, { id: 'a' }] }, 'a board twice'],
  ])('can not have %s', (_, part, told) => {
    expect(contradictionsInPoint(pointAt(1, part))).toEqual([expect.stringContaining(told)]);
  });
});

describe('the history of a report', () => {
  test('has at most 30 points, the newest', () => {
    const [{ history = [] }] = withHistory(report([model]), new Map([['digits', pointsTo(40)]])).models;
    expect([history.length, history[0].commit, history[29].commit]).toEqual([30, commitOf(10), commitOf(39)]);
  });

  test('is not there where nothing was measured before', () => {
    const all = withHistory(report([model]), new Map([['another', pointsTo(3)]]));
    expect(all.models).toEqual([model]);
  });

  test('is read back, and refused where it is more than a report has or not what it should be', () => {
    const whole = withHistory(report([model]), new Map([['digits', pointsTo(3)]]));
    const read = (history: unknown) =>
      readReport(JSON.stringify({ ...whole, models: [{ ...whole.models[0], history }] }), 'report.json').ok;
    expect(read(whole.models[0].history)).toBe(true);
    expect(read(pointsTo(31))).toBe(false);
    expect(read([pointAt(1, { commit: 'main' })])).toBe(false);
    expect(read([pointAt(1, { version: 'x'.repeat(65) })])).toBe(false);
    expect(read([pointAt(1, { sizeBytes: -1 })])).toBe(false);
    expect(read([{ ...pointAt(1), subject: 'a word of a stranger' }])).toBe(false);
    expect(withoutHistory(whole)).toEqual(report([model]));
  });
});

describe('the lines of a history', () => {
  test('end with the figures of the report itself, a line for each measure and board', () => {
    const [whole] = withHistory(report([model]), new Map([['digits', pointsTo(2)]])).models;
    expect(seriesOf(whole)).toEqual([
      { measure: 'size', values: [12_000, 12_001, 12_480] },
      { measure: 'arena', scope: BOARD, values: [9_000, 9_000, 9_216] },
      { measure: 'accuracy', values: [0.98, 0.98, 0.98] },
    ]);
    expect(seriesOf({ ...whole, history: whole.history?.slice(1) })).toEqual([]);
    expect(seriesOf(model)).toEqual([]);
  });

  test('have gaps where a board or a test set was not there', () => {
    const points = [
      pointAt(0, { boards: [], accuracy: undefined }),
      pointAt(1),
      pointAt(2, { boards: [] }),
      pointAt(3),
    ];
    const values = Object.fromEntries(seriesOfPoints(points).map(({ measure, values }) => [measure, values]));
    expect(values.latency).toEqual([undefined, 10, undefined, 10]);
    expect(values.accuracy).toEqual([undefined, 0.98, 0.98, 0.98]);
  });

  test.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
    [[5, undefined, 7], '▁·█'],
    [[5, 5], '▄▄'],
    [[-1, 0, 1], '▁▅█'],
    [[], ''],
  ])('of %j look like %s', (values, text) => {
    expect(sparkline(values)).toBe(text);
  });

  test.each([
    [{ measure: 'size', values: [12_000, 12_480] } as const, '12,000 B → 12,480 B, +480 B (+4.0%)'],
    [{ measure: 'accuracy', values: [undefined, 0.98, 0.97] } as const, '98.00% → 97.00%, −1.00 pp'],
    [{ measure: 'latency', values: [10, 10] } as const, '10.0 ms'],
    [{ measure: 'error', values: [undefined] } as const, 'not measured'],
  ])('in words', (series, text) => {
    expect(describeSeries(series)).toBe(text);
  });
});
