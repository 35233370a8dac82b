import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { bestOrder } from '../../src/gate/best-order.ts';
import { teacherDoubts } from '../../src/gate/teacher-doubts.ts';

const CLASSES = ['cat', 'dog', 'bird'];
const labels = Int32Array.from({ length: 12 }, (_, i) => i % 3);
const train: Dataset = {
  count: 12,
  shape: [1],
  values: new Float32Array(12),
  normalisation: { subtract: 0, multiply: 1 },
  labels,
  classes: CLASSES,
  digest: '',
};

/** Logits that answer each sample with this output. */
const answering = (outputOf: (n: number) => number, [high, low] = [3, -1]) =>
  Float32Array.from({ length: 36 }, (_, i) => (i % 3 === outputOf(Math.floor(i / 3)) ? high : low));

describe('a teacher before a student learns from it', () => {
  test('is fine where it is right', () => {
    expect(
      teacherDoubts(
        train,
        answering((n) => labels[n]),
      ),
    ).toEqual([]);
  });

  test('with its classes in another order is told, and which', () => {
    expect(
      teacherDoubts(
        train,
        answering((n) => (labels[n] + 1) % 3),
      ),
    ).toEqual([
      'the teacher answers 0.00% of the training samples right, and 100.00% if its classes come in another order ' +
        '(its output 0 is bird, 1 is cat, 2 is dog); put its outputs, or data.classes, into one order',
    ]);
  });

  test('that gives probabilities is told', () => {
    expect(
      teacherDoubts(
        train,
        answering((n) => labels[n], [0.8, 0.1]),
      ),
    ).toEqual([
      "the teacher's answers are probabilities, since each row adds up to 1, and no logits; " +
        'save what stands in front of the softmax, or numpy.log of them',
    ]);
  });

  test('that always answers the same is told', () => {
    expect(
      teacherDoubts(
        train,
        answering(() => 1),
      ),
    ).toEqual([
      'the teacher answers 33.33% of the training samples right, no better than guessing; ' +
        'are its answers in the order of the samples, and its classes in that of data.classes?',
    ]);
  });

  test('of numbers is not asked for classes', () => {
    const regression: Dataset = { ...train, task: 'regression', targets: new Float32Array(12), classes: [] };
    expect(teacherDoubts(regression, new Float32Array(12))).toEqual([]);
  });
});

test('the best order is the best of all orders', () => {
  const orders = (n: number): number[][] =>
    n === 0 ? [[]] : orders(n - 1).flatMap((rest) => Array.from({ length: n }, (_, i) => rest.toSpliced(i, 0, n - 1)));
  const square = fc.integer({ min: 1, max: 5 }).chain((n) => {
    const row = fc.array(fc.nat(20), { minLength: n, maxLength: n });
    return fc.array(row, { minLength: n, maxLength: n });
  });
  fc.assert(
    fc.property(square, (gains) => {
      const sumOf = (order: readonly number[]) => order.reduce((sum, column, row) => sum + gains[row][column], 0);
      const best = Math.max(...orders(gains.length).map(sumOf));
      const found = bestOrder(gains);
      expect(sumOf(found)).toBe(best);
      expect([...found].sort((a, b) => a - b)).toEqual(gains.map((_, i) => i));
    }),
    { seed: 11, numRuns: 200 },
  );
});
