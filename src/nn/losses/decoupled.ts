// Decoupled distillation (Zhao et al. 2022, equation 7): what the teacher says of the target class and what it says of
// all others have weights of their own: labels * CE + T^2 * (alpha * KL of target + beta * KL among others).
import { exp, log } from '../../base/elementary.ts';
import { read, samples, scalar, write } from '../program/layer-steps.ts';
import { crossEntropy, divergence, logSoftmax } from './log-softmax.ts';
import type { Loss } from './loss.ts';

const WEIGHT = { type: 'number', minimum: 0, maximum: 1000 } as const;

const SCHEMA = {
  type: 'object',
  description: 'The target class and the other classes of the teacher, each with its weight (Zhao et al. 2022).',
  additionalProperties: false,
  properties: {
    alpha: { ...WEIGHT, default: 1, description: 'Weight of how sure the teacher is of the target class.' },
    beta: { ...WEIGHT, default: 8, description: 'Weight of what the teacher says of the other classes.' },
    temperature: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1000,
      default: 4,
      description: 'T: how far the teacher is softened.',
    },
    labels: { ...WEIGHT, default: 1, description: 'Weight of the hard labels.' },
  },
} as const;

export const decoupled: Loss<typeof SCHEMA> = {
  schema: SCHEMA,
  teacher: 'required',
  emit({ labels, alpha, beta, temperature }, { emit, classes, logits, targets, teacher, losses, dLogits }) {
    const inputs = [read(logits), read(targets), teacher] as const;
    const outputs = [write(losses), write(dLogits)] as const;
    const weights = [labels, alpha, beta, temperature] as const;
    emit('decoupledLoss', samples(), ...inputs, ...outputs, classes, ...weights, scalar('count'));
  },
  mean({ labels, alpha, beta, temperature }, { count, logits, targets, teacher }) {
    if (!teacher) throw new Error("decoupled needs the teacher's logits");
    const classes = logits.length / count;
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const rowOf = (values: Float32Array) => values.subarray(n * classes, (n + 1) * classes);
      const wanted = rowOf(targets);
      const target = wanted.reduce((best, t, c) => (t > wanted[best] ? c : best), 0);
      const [s, t] = [split(rowOf(logits), target, temperature), split(rowOf(teacher), target, temperature)];
      const soft = alpha * divergence(t.ofTarget, s.ofTarget) + beta * divergence(t.ofOthers, s.ofOthers);
      sum += labels * crossEntropy(wanted, rowOf(logits)) + temperature * temperature * soft;
    }
    return sum / count;
  },
  // The paper's names: TCKD of the target class, NCKD of the others.
  describe({ labels, alpha, beta, temperature }) {
    return `${labels} * CE + ${temperature}^2 * (${alpha} * TCKD + ${beta} * NCKD) at ${temperature}`;
  },
};

/** Logarithms of the probabilities: of the target and of all others together; and of the others among themselves. */
function split(row: Float32Array, target: number, temperature: number) {
  const others = row.filter((_, c) => c !== target);
  const greatest = others.reduce((most, value) => Math.max(most, value / temperature), Number.NEGATIVE_INFINITY);
  const sum = others.reduce((all, value) => all + exp(value / temperature - greatest), 0);
  const odds = row[target] / temperature - (greatest + log(sum));
  return {
    ofTarget: Float64Array.of(logSigmoid(odds), logSigmoid(-odds)),
    ofOthers: logSoftmax(others, temperature),
  };
}

/** log(1 / (1 + exp(-x))) */
function logSigmoid(x: number): number {
  return Math.min(x, 0) - log(1 + exp(-Math.abs(x)));
}
