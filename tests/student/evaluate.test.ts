import { expect, test } from 'vitest';
import { countCorrect, logitsOf } from '../../src/student/evaluate.ts';
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
