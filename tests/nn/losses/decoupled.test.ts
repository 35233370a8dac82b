import { expect, test } from 'vitest';
import { decoupled } from '../../../src/nn/losses/decoupled.ts';
import { distillation } from '../../../src/nn/losses/distillation.ts';
import type { Batch } from '../../../src/nn/trainer.ts';
import { answersOf, expectTrueGradients } from '../differences.ts';
import { rows, type Values } from '../float64.ts';
import { batchOf, networkOf } from '../networks.ts';

const PAPER = { alpha: 1, beta: 8, temperature: 4, labels: 1 };

const softmax = (z: Values, temperature: number) => {
  const powers = z.map((v) => Math.exp(v / temperature));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
};
const divergence = (p: Values, q: Values) => p.reduce((sum, v, c) => sum + v * Math.log(v / q[c]), 0);

/** The paper's equations 1, 5 and 7, written out. */
function dkd64(logits: Values, batch: Batch, { alpha, beta, temperature, labels }: typeof PAPER): number {
  const classes = logits.length / batch.count;
  const rowsOf = (values: Float32Array | undefined) => rows(Array.from(values ?? []), classes);
  const [targets, teachers] = [rowsOf(batch.targets), rowsOf(batch.teacherLogits)];
  const losses = rows(logits, classes).map((z, n) => {
    const hard = softmax(z, 1).reduce((sum, p, c) => sum - targets[n][c] * Math.log(p), 0);
    const target = targets[n].indexOf(Math.max(...targets[n]));
    const [s, t] = [softmax(z, temperature), softmax(teachers[n], temperature)];
    const binary = (p: Values) => [p[target], 1 - p[target]];
    const others = (p: Values) => p.filter((_, c) => c !== target).map((v) => v / (1 - p[target]));
    const [tckd, nckd] = [divergence(binary(t), binary(s)), divergence(others(t), others(s))];
    return labels * hard + temperature * temperature * (alpha * tckd + beta * nckd);
  });
  return losses.reduce((a, b) => a + b) / batch.count;
}

const layers = [{ dense: { units: 5, activation: 'relu' } }, { dense: { units: 4 } }];

test.each([
  ["the paper's weights", PAPER],
  ['the target class alone', { ...PAPER, beta: 0, labels: 0 }],
  ['the other classes alone', { ...PAPER, alpha: 0, labels: 0, temperature: 1.5 }],
])('its gradients are those of finite differences: %s', (_, settings) => {
  const network = networkOf([7], layers);
  const batch = batchOf(network, 6, 2);
  // A smoothed label has its class still as the greatest.
  const smooth = { ...batch, targets: batch.targets.map((t) => 0.9 * t + 0.025) };
  for (const sample of [batch, smooth]) {
    expectTrueGradients(network, sample, { loss: { decoupled: settings } }, (values) =>
      dkd64(answersOf(network, values), sample, settings),
    );
    const logits = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i));
    const mean = decoupled.mean(settings, { ...sample, logits, teacher: sample.teacherLogits });
    expect(mean).toBeCloseTo(dkd64(Array.from(logits), sample, settings), 10);
  }
});

// Equation 6: KD = TCKD + (1 - p_t of the teacher) * NCKD. The target has z = ln 2, the others ln 1: p_t = 1/2.
test('with 1 - p as the weight of the other classes it is the distillation of Hinton', () => {
  const [logits, targets] = [Float32Array.of(0.5, -1, 2), Float32Array.of(1, 0, 0)];
  const teacher = Float32Array.of(Math.log(2), 0, 0);
  const input = { count: 1, logits, targets, teacher };
  const hinton = distillation.mean({ alpha: 0, temperature: 1 }, input);
  const split = decoupled.mean({ alpha: 1, beta: 0.5, temperature: 1, labels: 0 }, input);
  expect(split).toBeCloseTo(hinton, 6);
});

test('a class that the teacher rules out, and a single class, are no trouble', () => {
  const [logits, targets] = [Float32Array.of(0, 1, 2), Float32Array.of(0, 1, 0)];
  const teacher = Float32Array.of(-3e4, 3e4, 3e4);
  expect(decoupled.mean(PAPER, { count: 1, logits, targets, teacher })).toBeGreaterThan(0);
  const one = { count: 1, logits: Float32Array.of(3), targets: Float32Array.of(1), teacher: Float32Array.of(2) };
  expect(decoupled.mean(PAPER, one)).toBe(0);
});

test('its formula has its numbers', () => {
  expect(decoupled.describe(PAPER)).toBe('1 * CE + 4^2 * (1 * TCKD + 8 * NCKD) at 4');
});
