// Noise: an independent normal number added to every value.
import type { Augmentation } from './augmentation.ts';

const SCHEMA = {
  type: 'object',
  description: 'Adds normal noise to every value.',
  additionalProperties: false,
  required: ['deviation'],
  properties: {
    deviation: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1000,
      description: 'Standard deviation, in units of what the network is fed.',
    },
  },
} as const;

export const noise: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 100,
  prepare({ deviation }) {
    return (sample, source) => {
      for (let i = 0; i < sample.length; i++) sample[i] += deviation * source.normal();
    };
  },
};
