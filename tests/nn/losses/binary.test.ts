import { expect, test } from 'vitest';
import { binary } from '../../../src/nn/losses/binary.ts';

// z = ln 3: sigmoid 3/4. z = 0: 1/2. A teacher of 0 says 1/2 at any temperature.
const z = Float32Array.of(Math.log(3), 0);
const teacher = Float32Array.of(0, 0);
const soft = Math.sqrt(3) / (1 + Math.sqrt(3));
/** CE of yes at 3/4 and of no at 1/2, their mean. */
const HARD = (-Math.log(3 / 4) - Math.log(1 / 2)) / 2;
test.each([
  ['the data', undefined, 1, 1, HARD],
  ['the data beside a teacher', teacher, 1, 4, HARD],
  ['the teacher alone', teacher, 0, 1, (0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25)) / 2],
  ['the teacher at temperature 2', teacher, 0, 2, (4 * 0.5 * (Math.log(0.5 / soft) + Math.log(0.5 / (1 - soft)))) / 2],
  ['both', teacher, 0.25, 1, 0.25 * HARD + (0.75 * 0.5 * (Math.log(2 / 3) + Math.log(2))) / 2],
])('the loss of %s is the mean over the outputs', (_, t, alpha, temperature, expected) => {
  const input = { count: 1, logits: z, targets: Float32Array.of(1, 0), teacher: t };
  expect(binary.mean({ alpha, temperature }, input)).toBeCloseTo(expected, 6);
});

test('logits of any size have a finite loss', () => {
  const logits = Float32Array.of(1e5, -1e5, 1e5, -1e5);
  const input = { count: 2, logits, targets: Float32Array.of(1, 0, 0, 1), teacher: Float32Array.of(1e5, 0, -1e5, 1) };
  // Right answers cost nothing, wrong ones their logit.
  expect(binary.mean({ alpha: 1, temperature: 1 }, { ...input, teacher: undefined })).toBeCloseTo(5e4, 6);
  expect(Number.isFinite(binary.mean({ alpha: 0.1, temperature: 4 }, input))).toBe(true);
});

test.each([
  [0.1, 4, '0.1 * BCE + 0.9 * 4^2 * KL(sigmoid(teacher / 4) || sigmoid(student / 4))'],
  [0, 1, '1 * 1^2 * KL(sigmoid(teacher / 1) || sigmoid(student / 1))'],
  [1, 4, 'BCE'],
])('the loss with alpha %d and temperature %d', (alpha, temperature, text) => {
  expect(binary.describe({ alpha, temperature })).toBe(text);
});
