// Adam (Kingma and Ba 2015, algorithm 1).
import { read, scalar, update } from '../program/layer-steps.ts';
import { learningRate, type Optimizer, SHARE } from './optimizer.ts';

const SCHEMA = {
  type: 'object',
  description: 'Adam (Kingma and Ba 2015).',
  additionalProperties: false,
  properties: {
    learningRate: learningRate(0.02),
    beta1: { ...SHARE, default: 0.9, description: 'Decay of the mean of gradients.' },
    beta2: { ...SHARE, default: 0.999, description: 'Decay of the mean of squares.' },
    epsilon: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1e-7,
      description: 'Keeps the divisor from zero; as in Keras.',
    },
  },
} as const;

export const adam: Optimizer<typeof SCHEMA> = {
  schema: SCHEMA,
  rates: [2e-3, 6e-3, 2e-2, 6e-2],
  states: 2,
  betas: ({ beta1, beta2 }) => [beta1, beta2],
  emit({ beta1, beta2, epsilon }, { emit, range, parameters, gradients, states: [m, v] }) {
    const corrections = [scalar('correction1'), scalar('correction2')] as const;
    const rates = [scalar('learningRate'), beta1, beta2, epsilon, ...corrections] as const;
    emit('adamStep', range, update(parameters), read(gradients), update(m), update(v), ...rates);
  },
};
