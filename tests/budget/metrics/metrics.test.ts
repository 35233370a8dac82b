// Metrics of stored predictions against scikit-learn's (fixtures/metrics/make.py).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { valueIn } from '../../../src/budget/metrics/computation.ts';
import { METRICS, type MetricName, type Point } from '../../../src/budget/metrics/metrics.ts';
import { answersOf, type Predictions, taskOf } from '../../../src/budget/metrics/predictions.ts';

interface Case {
  readonly name: string;
  readonly task: string;
  readonly width: number;
  readonly threshold?: number;
  readonly areLogits?: boolean;
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly expected: {
    readonly accuracy?: number;
    readonly auc?: number;
    readonly f1?: number;
    readonly balancedAccuracy?: number;
    readonly error?: number;
    readonly rmse?: number;
    readonly top2?: number;
    readonly recall?: readonly number[];
    readonly precision?: readonly number[];
    readonly confusion?: readonly (readonly number[])[];
    readonly recallAt?: readonly { readonly class: number; readonly rate: number; readonly value: number }[];
  };
}

const CASES = JSON.parse(
  readFileSync(new URL('../../../fixtures/metrics/cases.json', import.meta.url), 'utf8'),
) as readonly Case[];

function predictionsOf({ task, width, threshold, areLogits, labels, scores }: Case): Predictions {
  return {
    kind: task === 'regression' ? 'errors' : 'scores',
    samples: scores.length / width,
    width,
    values: Float64Array.from(scores),
    labels: Uint16Array.from(labels),
    ...(threshold !== undefined && { threshold }),
    ...(areLogits && { areLogits }),
  };
}

function ours(one: Case, metric: MetricName, index = 0, point: Point = {}): number | undefined {
  return valueIn(METRICS[metric](predictionsOf(one), index, point));
}

const NEAR = 12;

describe.each(CASES)('$name: as scikit-learn', (one) => {
  const { expected, labels, task } = one;
  const single = (['auc', 'f1', 'balancedAccuracy', 'error', 'rmse'] as const).filter(
    (metric) => expected[metric] !== undefined,
  );

  test('the task is that of the predictions', () => {
    expect(taskOf(predictionsOf(one))).toBe(task);
  });

  test.each(single)('%s', (metric) => {
    expect(ours(one, metric)).toBeCloseTo(expected[metric] ?? 0, NEAR);
  });

  test('recall and precision of each class, and what is confused', () => {
    for (const [index, recall] of (expected.recall ?? []).entries()) {
      const isThere = task === 'multi-label' || labels.includes(index);
      // scikit-learn calls the recall of nothing 0.
      if (isThere) expect(ours(one, 'recall', index)).toBeCloseTo(recall, NEAR);
      else expect(ours(one, 'recall', index)).toBeUndefined();
    }
    for (const [index, precision] of (expected.precision ?? []).entries()) {
      expect(ours(one, 'precision', index) ?? 0).toBeCloseTo(precision, NEAR);
    }
    const answers = answersOf(predictionsOf(one));
    const right = answers.filter((answer, n) => answer === labels[n]).length;
    if (expected.accuracy !== undefined) expect(right / labels.length).toBeCloseTo(expected.accuracy, NEAR);
  });

  test('recall at a rate of false positives', () => {
    expect(one.width).toBeGreaterThan(0);
    for (const { class: index, rate, value } of expected.recallAt ?? []) {
      expect(ours(one, 'recallAt', index, { falsePositiveRate: rate })).toBeCloseTo(value, NEAR);
    }
    if (expected.top2 !== undefined) expect(ours(one, 'topK', 0, { k: 2 })).toBeCloseTo(expected.top2, NEAR);
  });
});

describe('what leaves no figure', () => {
  const of = (labels: number[], scores: number[], more: Partial<Predictions> = {}): Predictions => ({
    ...{ kind: 'scores', samples: labels.length, width: 1, threshold: 0.5 },
    ...{ values: Float64Array.from(scores), labels: Uint16Array.from(labels), ...more },
  });

  test('one class only has no area, and recall of itself alone', () => {
    const only = of([1, 1, 1], [0.9, 0.2, 0.7]);
    expect(valueIn(METRICS.auc(only, 0, {}))).toBeUndefined();
    expect(valueIn(METRICS.recall(only, 1, {}))).toBe(2 / 3);
    expect(valueIn(METRICS.recall(only, 0, {}))).toBeUndefined();
    expect(valueIn(METRICS.recallAt(only, 1, { falsePositiveRate: 0.1 }))).toBeUndefined();
  });

  test('all scores alike are half an area, and nothing is found before all pass', () => {
    const alike = of([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5]);
    expect(valueIn(METRICS.auc(alike, 0, {}))).toBe(0.5);
    expect(valueIn(METRICS.recallAt(alike, 1, { falsePositiveRate: 0.5 }))).toBe(0);
  });

  test('answers without scores have classes and no ranking', () => {
    const answers = { ...of([0, 1, 2, 2], [0, 1, 1, 2]), kind: 'answers', threshold: undefined } as const;
    expect(valueIn(METRICS.balancedAccuracy(answers, 0, {}))).toBe((1 + 1 + 0.5) / 3);
    expect(METRICS.auc(answers, 0, {})).toMatchObject({ kind: 'none', reason: expect.stringContaining('1 MiB') });
    expect(METRICS.topK(answers, 0, { k: 2 }).kind).toBe('none');
  });

  test('without a teacher or labels there is a reason', () => {
    const bare = of([0, 1], [0.1, 0.9], { labels: undefined });
    expect(METRICS.f1(bare, 0, {})).toMatchObject({ kind: 'none', reason: expect.stringContaining('anomalies') });
    expect(METRICS.agreement(bare, 0, {})).toMatchObject({ kind: 'none', reason: expect.stringContaining('teacher') });
    const taught = of([0, 1], [0.1, 0.9], { teacher: Uint16Array.of(1, 1) });
    expect(valueIn(METRICS.agreement(taught, 0, {}))).toBe(0.5);
  });
});

describe('false accepts an hour', () => {
  // Ten samples of 90 s that are not the word: a quarter of an hour. Two accepts in it are eight an hour.
  const labels = [1, 1, 1, 1, ...Array.from({ length: 10 }, () => 0)];
  const scores = [0.9, 0.8, 0.5, 0.1, 0.85, 0.6, 0.4, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0];
  const of = (more: Partial<Predictions>): Predictions => ({
    ...{ kind: 'scores', samples: 14, width: 1, threshold: 0.5 },
    ...{ values: Float64Array.from(scores), labels: Uint16Array.from(labels), ...more },
  });

  test.each([
    [3.9, 0.25],
    [4, 0.5],
    [8, 0.75],
    [12, 0.75],
    [40, 1],
  ])('%d let %d of the words be found', (falseAcceptsPerHour, recall) => {
    expect(valueIn(METRICS.recallAt(of({ seconds: 90 }), 1, { falseAcceptsPerHour }))).toBe(recall);
    // Recordings of any length: what counts is how long those of other classes are together.
    const uneven = of({ seconds: 1, secondsByClass: [900, 7] });
    expect(valueIn(METRICS.recallAt(uneven, 1, { falseAcceptsPerHour }))).toBe(recall);
  });

  test('need to know how long a sample is', () => {
    const found = METRICS.recallAt(of({}), 1, { falseAcceptsPerHour: 1 });
    expect(found).toMatchObject({ kind: 'none', reason: expect.stringContaining('data: { seconds: 1 }') });
  });
});
