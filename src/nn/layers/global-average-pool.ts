// The mean of each channel over the whole image.
export const GLOBAL_AVERAGE_POOL_SCHEMA = {
  type: 'object',
  description: 'The mean of each channel over height and width.',
  additionalProperties: false,
  properties: {},
} as const;
