// The loss of real values: alpha * error(target, z) + (1 - alpha) * error(teacher, z), the mean over the outputs.
// The mixture is that of Chen et al. 2017, Learning Efficient Object Detection Models with Knowledge Distillation
// (section 3.3), without its bound, since a teacher that errs has its part weighed by alpha alone.
import { read, samples, scalar, write } from '../program/layer-steps.ts';
import { ALPHA } from './distillation.ts';
import type { Loss } from './loss.ts';

export const DELTA = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1e12,
  description:
    'Of regression: the error up to which it counts squared; beyond, in proportion (Huber 1964). ' +
    'Without it all errors count squared.',
} as const;

const SCHEMA = {
  type: 'object',
  description: "The error against the data's values, and against the teacher's (Chen et al. 2017).",
  additionalProperties: false,
  properties: { alpha: ALPHA, delta: DELTA },
} as const;

export const regression: Loss<typeof SCHEMA> = {
  schema: SCHEMA,
  teacher: 'optional',
  // 0 stands for squares: a delta of 0 is none.
  emit({ alpha, delta = 0 }, { emit, classes, logits, targets, teacher, losses, dLogits }) {
    const inputs = [read(logits), read(targets), teacher] as const;
    const outputs = [write(losses), write(dLogits)] as const;
    emit('regressionLoss', samples(), ...inputs, ...outputs, classes, alpha, delta, scalar('count'));
  },
  mean({ alpha, delta = 0 }, { logits, targets, teacher }) {
    const sum = logits.reduce((total, z, i) => {
      const hard = errorOf(z - targets[i], delta);
      return total + (teacher ? alpha * hard + (1 - alpha) * errorOf(z - teacher[i], delta) : hard);
    }, 0);
    return sum / logits.length;
  },
  describe({ alpha, delta }) {
    const name = delta === undefined ? 'MSE' : `Huber(${delta})`;
    if (alpha === 1) return name;
    const rest = Number((1 - alpha).toPrecision(12));
    const taught = `${rest} * ${name}(teacher, student)`;
    return alpha === 0 ? taught : `${alpha} * ${name}(data, student) + ${taught}`;
  },
};

/** Squared; with a delta as Huber 1964 has it, with a half. */
function errorOf(difference: number, delta: number): number {
  if (delta === 0) return difference * difference;
  const size = Math.abs(difference);
  return size <= delta ? 0.5 * difference * difference : delta * (size - 0.5 * delta);
}
