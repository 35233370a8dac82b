// Gradient descent with momentum, Nesterov's or the plain one (Sutskever et al. 2013).
import { read, scalar, update } from '../program/layer-steps.ts';
import { learningRate, type Optimizer, SHARE } from './optimizer.ts';

const SCHEMA = {
  type: 'object',
  description: 'Gradient descent with momentum (Sutskever et al. 2013).',
  additionalProperties: false,
  properties: {
    learningRate: learningRate(0.01),
    momentum: { ...SHARE, default: 0.9, description: 'Share of the last step that is kept.' },
    nesterov: { type: 'boolean', default: false, description: 'Look ahead along the momentum.' },
    weightDecay: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'Pull of every parameter towards zero.',
    },
  },
} as const;

export const sgd: Optimizer<typeof SCHEMA> = {
  schema: SCHEMA,
  rates: [1e-2, 3e-2, 1e-1, 3e-1],
  states: 1,
  betas: () => [0, 0],
  emit({ momentum, nesterov, weightDecay }, { emit, range, parameters, gradients, states: [velocity] }) {
    const rates = [scalar('learningRate'), momentum, weightDecay, nesterov ? 1 : 0] as const;
    emit('sgdStep', range, update(parameters), read(gradients), update(velocity), ...rates);
  },
};
