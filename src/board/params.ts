// The `boards:` section of kd.yaml, and the file of a user's own board.
import { PROFILES } from '../micro/profile.ts';

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

const TEXT = { type: 'string', minLength: 1, maxLength: 256 } as const;

export const BOARD_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A board of your own',
  description: 'The memory that firmware can use, and the core and kernels that run the model.',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'mcu', 'profile', 'clockHz', 'ramBytes', 'flashBytes'],
  properties: {
    id: { ...TEXT, description: 'What the report calls it.' },
    name: { ...TEXT, description: 'Its name for people.' },
    mcu: { ...TEXT, description: 'The chip.' },
    profile: {
      enum: PROFILES.map(({ id }) => id),
      description: 'Core and kernel library, as `kd-gate measure --profile` takes it.',
    },
    clockHz: { type: 'integer', minimum: 1, maximum: 10_000_000_000, description: 'Of the core.' },
    ramBytes: {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000_000_000,
      description: 'The largest contiguous RAM region that an arena can lie in.',
    },
    ramNote: { ...TEXT, maxLength: 1024, description: 'What else lies in that region.' },
    flashBytes: { type: 'integer', minimum: 1, maximum: 1_000_000_000_000, description: 'For firmware and model.' },
    flash: {
      enum: ['internal', 'external'],
      description:
        "Where code and weights lie: in the chip's own flash, or in a memory outside that it reads through a cache. Latency is only estimated for a chip that was not measured itself if this says internal.",
    },
    flashNote: { ...TEXT, maxLength: 1024, description: 'Wait states and caches.' },
    sources: {
      type: 'array',
      default: [],
      maxItems: 64,
      items: { ...TEXT, maxLength: 1024 },
      description: 'Where the figures come from.',
    },
  },
} as const;
