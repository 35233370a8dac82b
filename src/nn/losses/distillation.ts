// The distillation loss: alpha * CE(labels, z) + (1 - alpha) * T^2 * KL(teacher at T || z at T)
// (Hinton, Vinyals, Dean 2015).
import { read, samples, scalar, write } from '../program/layer-steps.ts';
import { crossEntropy, divergence, logSoftmax } from './log-softmax.ts';
import type { Loss } from './loss.ts';

export const TEMPERATURE = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1000,
  default: 3,
  description: 'T: how far the teacher is softened.',
} as const;

export const ALPHA = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0.1,
  description: 'Weight of the hard labels; 1 - alpha weighs the teacher.',
} as const;

const SCHEMA = {
  type: 'object',
  description: 'The labels and a softened teacher (Hinton, Vinyals, Dean 2015).',
  additionalProperties: false,
  properties: { temperature: TEMPERATURE, alpha: ALPHA },
} as const;

/** Its settings where nobody teaches. */
export const LABELS_ALONE = { alpha: 1, temperature: 1 } as const;

/** Without a teacher CE alone. */
export const distillation: Loss<typeof SCHEMA> = {
  schema: SCHEMA,
  teacher: 'optional',
  emit({ alpha, temperature }, { emit, classes, logits, targets, teacher, losses, dLogits }) {
    const inputs = [read(logits), read(targets), teacher] as const;
    const outputs = [write(losses), write(dLogits)] as const;
    emit('distillLoss', samples(), ...inputs, ...outputs, classes, alpha, temperature, scalar('count'));
  },
  mean({ alpha, temperature }, { count, logits, targets, teacher }) {
    const classes = logits.length / count;
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const rowOf = (values: Float32Array) => values.subarray(n * classes, (n + 1) * classes);
      const hard = crossEntropy(rowOf(targets), rowOf(logits));
      if (!teacher) {
        sum += hard;
        continue;
      }
      const soft = divergence(logSoftmax(rowOf(teacher), temperature), logSoftmax(rowOf(logits), temperature));
      sum += alpha * hard + (1 - alpha) * temperature * temperature * soft;
    }
    return sum / count;
  },
  // `0.1 * CE + 0.9 * 4^2 * KL(teacher / 4 || student / 4)`. Other tools put alpha on the other term, so the numbers
  // are spelled out.
  describe({ alpha, temperature }) {
    if (alpha === 1) return 'CE';
    // 1 - 0.7 is 0.30000000000000004.
    const rest = Number((1 - alpha).toPrecision(12));
    const soft = `${rest} * ${temperature}^2 * KL(teacher / ${temperature} || student / ${temperature})`;
    return alpha === 0 ? soft : `${alpha} * CE + ${soft}`;
  },
};
