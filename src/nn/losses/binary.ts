// The loss of outputs that are yes or no, each by itself: the mean over them of
// alpha * CE(target, sigmoid(z)) + (1 - alpha) * T^2 * KL(Bernoulli(sigmoid(t / T)) || Bernoulli(sigmoid(z / T))).
// Hinton, Vinyals, Dean 2015 for two classes; an output at a time as in Yang et al. 2023, Multi-Label Knowledge
// Distillation, section 3.2. The mean over outputs is that of Keras' BinaryCrossentropy.
import { exp, log } from '../../base/elementary.ts';
import { read, samples, scalar, write } from '../program/layer-steps.ts';
import { ALPHA, TEMPERATURE } from './distillation.ts';
import type { Loss } from './loss.ts';

const SCHEMA = {
  type: 'object',
  description: 'Yes or no of each output, and a softened teacher (Hinton, Vinyals, Dean 2015; Yang et al. 2023).',
  additionalProperties: false,
  properties: { temperature: TEMPERATURE, alpha: ALPHA },
} as const;

export const binary: Loss<typeof SCHEMA> = {
  schema: SCHEMA,
  teacher: 'optional',
  emit({ alpha, temperature }, { emit, classes, logits, targets, teacher, losses, dLogits }) {
    const inputs = [read(logits), read(targets), teacher] as const;
    const outputs = [write(losses), write(dLogits)] as const;
    emit('binaryLoss', samples(), ...inputs, ...outputs, classes, alpha, temperature, scalar('count'));
  },
  mean({ alpha, temperature: t }, { logits, targets, teacher }) {
    const sum = logits.reduce((total, z, i) => {
      const hard = softplus(z) - targets[i] * z;
      if (!teacher) return total + hard;
      const share = 1 / (1 + exp(-teacher[i] / t));
      const divergence = softplus(z / t) - share * (z / t) - (softplus(teacher[i] / t) - share * (teacher[i] / t));
      return total + alpha * hard + (1 - alpha) * t * t * divergence;
    }, 0);
    return sum / logits.length;
  },
  describe({ alpha, temperature }) {
    if (alpha === 1) return 'BCE';
    const rest = Number((1 - alpha).toPrecision(12));
    const sides = `sigmoid(teacher / ${temperature}) || sigmoid(student / ${temperature})`;
    const soft = `${rest} * ${temperature}^2 * KL(${sides})`;
    return alpha === 0 ? soft : `${alpha} * BCE + ${soft}`;
  },
};

/** log(1 + e^x), for any x. */
function softplus(x: number): number {
  return Math.max(x, 0) + log(1 + exp(-Math.abs(x)));
}
