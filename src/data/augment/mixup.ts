// Mixup: a sample and another one, and their targets, in one random proportion (Zhang et al. 2018, equation 1).
import type { Augmentation } from './augmentation.ts';
import { symmetricBeta } from './beta.ts';

const SCHEMA = {
  type: 'object',
  description:
    'Mixes a sample and its label with another training sample (Zhang et al. 2018). A teacher answers the mixture ' +
    '(Beyer et al. 2022).',
  additionalProperties: false,
  properties: {
    alpha: {
      type: 'number',
      minimum: 0.01,
      maximum: 100,
      default: 0.2,
      description: 'The proportion is drawn from Beta(alpha, alpha): small keeps most of one sample, 1 is uniform.',
    },
  },
} as const;

export const mixup: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  mixes: true,
  macs: 4,
  prepare({ alpha }) {
    return { weight: (source) => symmetricBeta(alpha, source) };
  },
};
