// Max and average pooling over windows of each channel.
import type { FromSchema } from 'json-schema-to-ts';
import { KERNEL, POOL_PADDING, POOL_STRIDE } from './fragments.ts';

const POOL = {
  type: 'object',
  additionalProperties: false,
  required: ['size'],
  properties: { size: KERNEL, stride: POOL_STRIDE, padding: POOL_PADDING },
} as const;

export const MAX_POOL_SCHEMA = { ...POOL, description: 'The greatest value of each window.' } as const;
export const AVERAGE_POOL_SCHEMA = {
  ...POOL,
  description: 'The mean of each window; padding is not counted.',
} as const;

export type PoolSpec = FromSchema<typeof MAX_POOL_SCHEMA>;
