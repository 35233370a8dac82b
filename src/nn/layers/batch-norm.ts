// Batch normalisation over the last axis (Ioffe and Szegedy 2015).
import type { FromSchema } from 'json-schema-to-ts';

export const BATCH_NORM_SCHEMA = {
  type: 'object',
  description: 'Batch normalisation over the last axis.',
  additionalProperties: false,
  properties: {
    momentum: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      // Keras' 0.99 needs several hundred steps to forget its start, which is more than small data sets make in their first epochs.
      default: 0.9,
      description: 'Share of the moving statistics that one training step keeps.',
    },
    epsilon: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.001, description: 'Added to the variance.' },
  },
} as const;

export type BatchNormSpec = FromSchema<typeof BATCH_NORM_SCHEMA>;
