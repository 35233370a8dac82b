// Any shape to one axis, row by row.
export const FLATTEN_SCHEMA = {
  type: 'object',
  description: 'All values on one axis.',
  additionalProperties: false,
  properties: {},
} as const;
