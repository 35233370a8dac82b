// The sum of two layers' outputs: a residual connection.
import type { FromSchema } from 'json-schema-to-ts';
import { ACTIVATION } from './fragments.ts';

export const ADD_SCHEMA = {
  type: 'object',
  description: 'Adds the output of an earlier layer of the same shape.',
  additionalProperties: false,
  required: ['with'],
  properties: {
    with: { type: 'string', minLength: 1, description: 'The `name` of the earlier layer.' },
    activation: ACTIVATION,
  },
} as const;

export type AddSpec = FromSchema<typeof ADD_SCHEMA>;
