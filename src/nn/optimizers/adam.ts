// Adam (Kingma and Ba 2015, algorithm 1).
import { read, scalar, update } from '../program/layer-steps.ts';
import type { OptimizerSteps } from './optimizer.ts';

export const adam: OptimizerSteps<'adam'> = {
  states: 2,
  betas: ({ beta1, beta2 }) => [beta1, beta2],
  emit({ beta1, beta2, epsilon }, { emit, range, parameters, gradients, states: [m, v] }) {
    const corrections = [scalar('correction1'), scalar('correction2')] as const;
    const rates = [scalar('learningRate'), beta1, beta2, epsilon, ...corrections] as const;
    emit('adamStep', range, update(parameters), read(gradients), update(m), update(v), ...rates);
  },
};
