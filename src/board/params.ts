// The `boards:` section of kd.yaml.
export const BOARDS_SCHEMA = {
  type: 'array',
  description: 'Boards that the model is measured for: ids as `kd-gate boards` lists them, or paths of board files.',
  default: [],
  maxItems: 64,
  items: {
    type: 'string',
    minLength: 1,
    maxLength: 4096,
    description: 'An id, or a path that ends in .yaml, .yml or .json.',
  },
} as const;
