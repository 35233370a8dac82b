// Dropout: zeroes a random share of the values while training (Srivastava et al. 2014), scaled so that inference needs nothing.
import type { FromSchema } from 'json-schema-to-ts';

export const DROPOUT_SCHEMA = {
  type: 'object',
  description: 'Drops a random share of the values while training; nothing in the model.',
  additionalProperties: false,
  required: ['rate'],
  properties: { rate: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'Share that is dropped.' } },
} as const;

export type DropoutSpec = FromSchema<typeof DROPOUT_SCHEMA>;
