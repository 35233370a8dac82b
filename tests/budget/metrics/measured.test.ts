// Metrics of single classes where there are many: the worst are judged, and the work has a bound.
import { describe, expect, test } from 'vitest';
import type { Limit } from '../../../src/budget/judge.ts';
import { comparePairs, oneStratum, type WeightedMetric } from '../../../src/budget/metrics/bootstrap.ts';
import { measuredMetrics, testsOf } from '../../../src/budget/metrics/measured.ts';
import type { Predictions } from '../../../src/budget/metrics/predictions.ts';

/** Each class has one sample, and of class 7 the answer is wrong. */
function answersOf(classes: number, samples = classes): Predictions {
  const labels = Uint16Array.from({ length: samples }, (_, n) => n % classes);
  const values = Float64Array.from(labels, (label) => (label === 7 ? 8 : label));
  return { kind: 'answers', samples, width: 1, values, labels };
}

const setOf = (predictions: Predictions, classes: number) => {
  return { predictions, classes: Array.from({ length: classes }, (_, i) => String(i)), reason: '' };
};

const limit: Limit = {
  ...{ measure: 'recall', kind: 'maxDrop', level: 'fail', text: '1 pp', value: 0.01, ofBaseline: false },
  otherThan: [],
};

const LIKE = { isPaired: true, isSameTeacher: true, tests: 1 };

test('of more classes than are shown the one that lost most is the first, and has its test', () => {
  const now = setOf(answersOf(100), 100);
  const before = setOf({ ...answersOf(100), values: Float64Array.from({ length: 100 }, (_, n) => n) }, 100);
  const found = measuredMetrics(limit, now, before, LIKE) ?? [];
  expect(found).toHaveLength(64);
  expect(found[0]).toMatchObject({
    now: { scope: '7', value: 0 },
    before: { value: 1 },
    paired: { test: 'McNemar', lost: 1, gained: 0 },
  });
});

test('more classes than can be judged in seconds are not measured', () => {
  const found = measuredMetrics(limit, setOf(answersOf(60_000), 60_000), undefined, LIKE);
  expect(found).toEqual([
    { now: { measure: 'recall', reason: expect.stringContaining('too many classes to judge each') } },
  ]);
});

test('scores of many classes give what their answers give', () => {
  const width = 70;
  const scores = Float64Array.from({ length: width * width }, (_, i) => {
    const row = Math.floor(i / width);
    return Number((row === 7 ? 8 : row) === i % width);
  });
  const { labels } = answersOf(width);
  const of = (predictions: Predictions) =>
    measuredMetrics({ ...limit, kind: 'min' }, setOf(predictions, width), undefined, LIKE);
  const whole = of({ kind: 'scores', samples: width, width, values: scores, labels });
  expect(whole).toEqual(of(answersOf(width)));
  expect(whole?.[0]).toMatchObject({ now: { scope: '7', value: 0 } });
});

test('an error beyond what a report holds is the largest that it holds', () => {
  const predictions: Predictions = { kind: 'errors', samples: 1, width: 2, values: Float64Array.of(1e300, 1e308) };
  const found = measuredMetrics({ ...limit, measure: 'rmse', kind: 'max' }, setOf(predictions, 0), undefined, LIKE);
  expect(found).toMatchObject([{ now: { value: 1e15 } }]);
});

describe('tests that resample share the work', () => {
  const precision: Limit = { ...limit, measure: 'precision' };

  test('as many as limits, or classes of one limit, ask for', () => {
    expect(testsOf([], 10)).toBe(1);
    expect(testsOf([limit, { ...precision, kind: 'min' }], 10)).toBe(1);
    expect(testsOf([precision, { ...precision, measure: 'f1' }, { ...precision, only: 'a' }], 10)).toBe(12);
    expect(testsOf([precision], 60_000)).toBe(64);
  });

  test('of more work than takes minutes none is made, which is told', () => {
    const [samples, classes] = [50_000, 64];
    const sets = [8, 9].map((every) => {
      const { labels = new Uint16Array(0), ...rest } = answersOf(classes, samples);
      const values = Float64Array.from(labels, (label, n) => (n % every ? label : (label + 1) % classes));
      return setOf({ ...rest, labels, values }, classes);
    });
    const startedMs = performance.now();
    const found = measuredMetrics(precision, sets[0], sets[1], { ...LIKE, tests: testsOf([precision], classes) }) ?? [];
    expect(found).toHaveLength(64);
    for (const { now, before, paired, lint } of found) {
      expect([now.value, before?.value, paired]).toEqual([expect.any(Number), expect.any(Number), undefined]);
      expect(lint).toContain('not tested for chance');
    }
    // 64 tests of 50,000 samples took minutes.
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });

  test('less work each leaves 200 draws at least', () => {
    const drawn = (tests: number) => {
      let asked = 0;
      const count: WeightedMetric = () => ++asked;
      comparePairs(
        () => 0,
        count,
        { strata: oneStratum(10), work: 1000 * tests },
        () => true,
      );
      return asked - 1;
    };
    expect([drawn(1), drawn(100), drawn(1000), drawn(2000), drawn(2001)]).toEqual([2000, 1000, 200, 200, -1]);
  });
});
