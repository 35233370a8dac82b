// Gradient descent with momentum, Nesterov's or the plain one (Sutskever et al. 2013).
import { read, scalar, update } from '../program/layer-steps.ts';
import type { OptimizerSteps } from './optimizer.ts';

export const sgd: OptimizerSteps<'sgd'> = {
  states: 1,
  betas: () => [0, 0],
  emit({ momentum, nesterov, weightDecay }, { emit, range, parameters, gradients, states: [velocity] }) {
    const rates = [scalar('learningRate'), momentum, weightDecay, nesterov ? 1 : 0] as const;
    emit('sgdStep', range, update(parameters), read(gradients), update(velocity), ...rates);
  },
};
