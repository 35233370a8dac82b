// Softmax and the distillation loss of Hinton, Vinyals, Dean (2015), computed in float64 and rounded once.
import { exp, log } from '../../base/elementary.ts';
import type { FloatKernels } from '../float-kernels.ts';

type Loss = Pick<FloatKernels, 'distillLoss' | 'softmaxForward'>;

export interface Normalizer {
  readonly greatest: number;
  readonly sum: number;
}

/** The greatest of logits / temperature, and the sum of exp(logit / temperature - greatest). */
export function normalizer(logits: Float32Array, temperature: number): Normalizer {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const z of logits) greatest = Math.max(z / temperature, greatest);
  let sum = 0;
  for (const z of logits) sum += exp(z / temperature - greatest);
  return { greatest, sum };
}

/** Zeros are left out: 0 * infinity is NaN. */
export function crossEntropyOf(targets: Float32Array, logits: Float32Array, { greatest, sum }: Normalizer): number {
  const logSum = log(sum);
  return targets.reduce((total, t, c) => (t === 0 ? total : total + t * (logSum - (logits[c] - greatest))), 0);
}

export function loss(buffer: SharedArrayBuffer): Loss {
  return {
    distillLoss(z, targets, teacher, loss, dz, classes, alpha, temperature, batch, from, to) {
      const losses = new Float32Array(buffer, loss);
      for (let r = from; r < to; r++) {
        const row = (address: number) => new Float32Array(buffer, address + r * classes * 4, classes);
        const [student, gradient] = [row(z), row(dz)];
        const wanted = row(targets);
        const weight = wanted.reduce((sum, target) => sum + target, 0);
        const hard = normalizer(student, 1);
        const crossEntropy = crossEntropyOf(wanted, student, hard);
        const probability = (c: number) => exp(student[c] - hard.greatest) / hard.sum;
        if (teacher === 0) {
          losses[r] = crossEntropy;
          for (let c = 0; c < classes; c++) gradient[c] = (weight * probability(c) - wanted[c]) / batch;
          continue;
        }
        const goal = row(teacher);
        const soft = normalizer(student, temperature);
        const taught = normalizer(goal, temperature);
        const constant = soft.greatest + log(soft.sum) - (taught.greatest + log(taught.sum));
        let divergence = 0;
        for (let c = 0; c < classes; c++) {
          const [s, t] = [student[c] / temperature, goal[c] / temperature];
          const share = exp(t - taught.greatest) / taught.sum;
          divergence += share * (t - s + constant);
          const pull = exp(s - soft.greatest) / soft.sum - share;
          const push = weight * probability(c) - wanted[c];
          gradient[c] = (alpha * push + (1 - alpha) * temperature * pull) / batch;
        }
        losses[r] = alpha * crossEntropy + (1 - alpha) * temperature * temperature * divergence;
      }
    },
    softmaxForward(x, y, classes, from, to) {
      for (let r = from; r < to; r++) {
        const logits = new Float32Array(buffer, x + r * classes * 4, classes);
        const { greatest, sum } = normalizer(logits, 1);
        const out = new Float32Array(buffer, y + r * classes * 4, classes);
        for (let c = 0; c < classes; c++) out[c] = exp(logits[c] - greatest) / sum;
      }
    },
  };
}
