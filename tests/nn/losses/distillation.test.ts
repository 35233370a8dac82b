import { expect, test } from 'vitest';
import { distillation } from '../../../src/nn/losses/distillation.ts';

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
  expect(
    distillation.mean({ alpha, temperature }, { count: 1, logits: z, targets: Float32Array.of(1, 0), teacher: t }),
  ).toBeCloseTo(expected, 6);
});

test.each([
  [0.1, 4, '0.1 * CE + 0.9 * 4^2 * KL(teacher / 4 || student / 4)'],
  [0.7, 2.5, '0.7 * CE + 0.3 * 2.5^2 * KL(teacher / 2.5 || student / 2.5)'],
  [0, 1, '1 * 1^2 * KL(teacher / 1 || student / 1)'],
  [1, 4, 'CE'],
])('the loss with alpha %d and temperature %d', (alpha, temperature, text) => {
  expect(distillation.describe({ alpha, temperature })).toBe(text);
});
