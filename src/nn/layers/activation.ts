// relu and relu6 as layers of their own.
export const RELU_SCHEMA = {
  type: 'object',
  description: 'max(x, 0).',
  additionalProperties: false,
  properties: {},
} as const;

export const RELU6_SCHEMA = {
  type: 'object',
  description: 'min(max(x, 0), 6).',
  additionalProperties: false,
  properties: {},
} as const;
