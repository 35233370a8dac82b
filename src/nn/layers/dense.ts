// A dense layer: every output is a weighted sum of all inputs.
import type { FromSchema } from 'json-schema-to-ts';
import { ACTIVATION, BATCH_NORM, BIAS } from './fragments.ts';

export const DENSE_SCHEMA = {
  type: 'object',
  description: 'Fully connected; an input of any shape is flattened first.',
  additionalProperties: false,
  required: ['units'],
  properties: {
    units: { type: 'integer', minimum: 1, maximum: 65536, description: 'Number of outputs.' },
    activation: ACTIVATION,
    batchNorm: BATCH_NORM,
    bias: BIAS,
  },
} as const;

export type DenseSpec = FromSchema<typeof DENSE_SCHEMA>;
