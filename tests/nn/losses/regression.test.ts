import { expect, test } from 'vitest';
import { regression } from '../../../src/nn/losses/regression.ts';

// Errors to the data: 0.5, -2; to the teacher: 1, 0.
const logits = Float32Array.of(1, -1);
const targets = Float32Array.of(0.5, 1);
const teacher = Float32Array.of(0, -1);
test.each([
  ['squares', undefined, 1, undefined, (0.25 + 4) / 2],
  ['squares beside a teacher', teacher, 1, undefined, (0.25 + 4) / 2],
  ['squares to the teacher alone', teacher, 0, undefined, 1 / 2],
  ['both, squared', teacher, 0.25, undefined, (0.25 * 4.25 + 0.75 * 1) / 2],
  // Huber with delta 1: 0.5 * 0.25, and 1 * (2 - 0.5).
  ['Huber', undefined, 1, 1, (0.125 + 1.5) / 2],
  ['both, Huber', teacher, 0.5, 0.5, (0.5 * (0.125 + 0.5 * 1.75) + 0.5 * (0.5 * 0.75)) / 2],
])('the loss of %s is the mean over the outputs', (_, t, alpha, delta, expected) => {
  const settings = { alpha, ...(delta !== undefined && { delta }) };
  expect(regression.mean(settings, { count: 1, logits, targets, teacher: t })).toBeCloseTo(expected, 6);
});

test.each([
  [{ alpha: 1 }, 'MSE'],
  [{ alpha: 1, delta: 0.5 }, 'Huber(0.5)'],
  [{ alpha: 0.7 }, '0.7 * MSE(data, student) + 0.3 * MSE(teacher, student)'],
  [{ alpha: 0, delta: 2 }, '1 * Huber(2)(teacher, student)'],
])('the loss with %j', (settings, text) => {
  expect(regression.describe(settings)).toBe(text);
});
