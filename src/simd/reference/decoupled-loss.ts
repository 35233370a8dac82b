// Decoupled knowledge distillation (Zhao et al. 2022, equation 7), computed in float64 and rounded once.
import { exp, log } from '../../base/elementary.ts';
import type { FloatKernels } from '../float-kernels.ts';
import { crossEntropyOf, normalizer } from './loss.ts';

/** A row of logits / temperature, split into its target and the others. */
interface Split {
  readonly greatest: number;
  readonly sum: number;
  /** log(p / (1 - p)) of the target. */
  readonly odds: number;
}

function splitOf(logits: Float32Array, target: number, temperature: number): Split {
  const others = logits.filter((_, c) => c !== target);
  const { greatest, sum } = normalizer(others, temperature);
  return { greatest, sum, odds: logits[target] / temperature - (greatest + log(sum)) };
}

/** log(1 / (1 + exp(-x))) */
function logSigmoid(x: number): number {
  return Math.min(x, 0) - log(1 + exp(-Math.abs(x)));
}

/** 0 * infinity is NaN. */
function share(p: number, difference: number): number {
  return p === 0 ? 0 : p * difference;
}

export function decoupledLoss(buffer: SharedArrayBuffer): Pick<FloatKernels, 'decoupledLoss'> {
  return {
    decoupledLoss(z, targets, teacher, loss, dz, classes, labels, alpha, beta, temperature, batch, from, to) {
      const losses = new Float32Array(buffer, loss);
      for (let r = from; r < to; r++) {
        const row = (address: number) => new Float32Array(buffer, address + r * classes * 4, classes);
        const [student, wanted, goal, gradient] = [row(z), row(targets), row(teacher), row(dz)];
        const weight = wanted.reduce((sum, t) => sum + t, 0);
        const hard = normalizer(student, 1);
        const target = wanted.reduce((best, t, c) => (t > wanted[best] ? c : best), 0);
        const [s, t] = [splitOf(student, target, temperature), splitOf(goal, target, temperature)];
        const [own, taught] = [exp(logSigmoid(s.odds)), exp(logSigmoid(t.odds))];
        const ofTarget =
          share(taught, logSigmoid(t.odds) - logSigmoid(s.odds)) +
          share(exp(logSigmoid(-t.odds)), logSigmoid(-t.odds) - logSigmoid(-s.odds));
        const constant = s.greatest + log(s.sum) - (t.greatest + log(t.sum));
        let ofOthers = 0;
        for (let c = 0; c < classes; c++) {
          let pull = alpha * (own - taught);
          if (c !== target) {
            const [a, b] = [student[c] / temperature, goal[c] / temperature];
            const [p, q] = [exp(a - s.greatest) / s.sum, exp(b - t.greatest) / t.sum];
            ofOthers += share(q, b - a + constant);
            pull = beta * (p - q) - pull * p;
          }
          const push = weight * (exp(student[c] - hard.greatest) / hard.sum) - wanted[c];
          gradient[c] = (labels * push + temperature * pull) / batch;
        }
        const soft = temperature * temperature * (alpha * ofTarget + beta * ofOthers);
        losses[r] = labels * crossEntropyOf(wanted, student, hard) + soft;
      }
    },
  };
}
