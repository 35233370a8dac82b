import { expect, test } from 'vitest';
import { countCorrect, logitsOf, meanLoss } from '../../src/student/evaluate.ts';
import { datasetOf } from './softmax-regression.ts';

test.each([
  ['the greatest is the answer', [0, 3, 1, -5, -1, -2], [1, 1], 2],
  ['the first of equals', [2, 2, 0, 1, 1, 1], [0, 1], 1],
  ['no answer is right', [1, 0, 0, 0, 0, 1], [1, 1], 0],
])('%s', (_, logits, labels, correct) => {
  expect(countCorrect(logits, labels)).toEqual({ correct, total: labels.length });
});

test('logits come in the order of the indices, whatever the batches', () => {
  const values = Array.from({ length: 600 }, (_, i) => i);
  const dataset = datasetOf(
    values,
    values.map(() => 0),
  );
  const sizes: number[] = [];
  const infer = (x: Float32Array, count: number) => {
    sizes.push(count);
    return Float32Array.from(Array.from(x.subarray(0, count)).flatMap((v) => [v, -v]));
  };
  expect(Array.from(logitsOf(infer, dataset)).filter((v, i) => v === (i % 2 ? -(i - 1) / 2 : i / 2)).length).toBe(1200);
  expect(sizes).toEqual([256, 256, 88]);
  expect(Array.from(logitsOf(infer, dataset, [5, 3]))).toEqual([5, -5, 3, -3]);
});

// Two classes with z = (ln 3, 0): softmax (3/4, 1/4). Teacher (0, 0): (1/2, 1/2) at any temperature.
const z = Float32Array.of(Math.log(3), 0);
const teacher = Float32Array.of(0, 0);
const soft = Math.sqrt(3) / (1 + Math.sqrt(3));
test.each([
  ['hard labels', undefined, 1, 1, Math.log(4 / 3)],
  ['hard labels beside a teacher', teacher, 1, 4, Math.log(4 / 3)],
  ['the teacher alone', teacher, 0, 1, 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25)],
  ['the teacher at temperature 2', teacher, 0, 2, 4 * 0.5 * (Math.log(0.5 / soft) + Math.log(0.5 / (1 - soft)))],
  ['both', teacher, 0.25, 1, 0.25 * Math.log(4 / 3) + 0.75 * 0.5 * (Math.log(2 / 3) + Math.log(2))],
])('the loss of %s', (_, t, alpha, temperature, expected) => {
  expect(meanLoss(z, [0], t, { alpha, temperature })).toBeCloseTo(expected, 6);
});
