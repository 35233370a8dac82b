// Softmax and the distillation loss of Hinton, Vinyals, Dean (2015), computed in float64 and rounded once.
import { exp, log } from '../../base/elementary.ts';
import type { FloatKernels } from '../float-kernels.ts';

type Loss = Pick<FloatKernels, 'distillLoss' | 'softmaxForward'>;

/** The greatest of logits / temperature, and the sum of exp(logit / temperature - greatest). */
function normalizer(logits: Float32Array, temperature: number): { greatest: number; sum: number } {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const z of logits) greatest = Math.max(z / temperature, greatest);
  let sum = 0;
  for (const z of logits) sum += exp(z / temperature - greatest);
  return { greatest, sum };
}

export function loss(buffer: SharedArrayBuffer): Loss {
  return {
    distillLoss(z, labels, teacher, loss, dz, classes, alpha, temperature, batch, from, to) {
      const losses = new Float32Array(buffer, loss);
      for (let r = from; r < to; r++) {
        const row = (address: number) => new Float32Array(buffer, address + r * classes * 4, classes);
        const [student, gradient] = [row(z), row(dz)];
        const [label] = new Int32Array(buffer, labels + r * 4, 1);
        const hard = normalizer(student, 1);
        const crossEntropy = log(hard.sum) - (student[label] - hard.greatest);
        const probability = (c: number) => exp(student[c] - hard.greatest) / hard.sum;
        if (teacher === 0) {
          losses[r] = crossEntropy;
          for (let c = 0; c < classes; c++) gradient[c] = (probability(c) - (c === label ? 1 : 0)) / batch;
          continue;
        }
        const target = row(teacher);
        const soft = normalizer(student, temperature);
        const goal = normalizer(target, temperature);
        const constant = soft.greatest + log(soft.sum) - (goal.greatest + log(goal.sum));
        let divergence = 0;
        for (let c = 0; c < classes; c++) {
          const [s, t] = [student[c] / temperature, target[c] / temperature];
          const wanted = exp(t - goal.greatest) / goal.sum;
          divergence += wanted * (t - s + constant);
          const pull = exp(s - soft.greatest) / soft.sum - wanted;
          const push = probability(c) - (c === label ? 1 : 0);
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
