// The `boards:` section of kd.yaml, and the files of boards: shipped ones and the user's own.
import type { FromSchema } from 'json-schema-to-ts';
import type { Dimension } from '../base/quantity.ts';
import { PROFILES } from '../micro/profile.ts';
import { boardChoices } from './boards/choices.ts';

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
    // For editors, which offer them; of another id resolve-boards.ts tells what it may have meant.
    anyOf: [...boardChoices(), { description: 'The path of a board file.' }],
  },
} as const;

/** A figure of a board, and its two keys: with a unit, or as the bare number that files had before there were units. */
export interface FigureKeys {
  readonly key: 'clock' | 'ramSize' | 'flashSize';
  readonly bareKey: 'clockHz' | 'ramBytes' | 'flashBytes';
  readonly dimension: Dimension;
  /** In hertz or bytes, of both keys. */
  readonly most: number;
}

const MOST_HERTZ = 10_000_000_000;
const MOST_BYTES = 1_000_000_000_000;

export const CLOCK: FigureKeys = { key: 'clock', bareKey: 'clockHz', dimension: 'hertz', most: MOST_HERTZ };
export const FIGURES: readonly FigureKeys[] = [
  CLOCK,
  { key: 'ramSize', bareKey: 'ramBytes', dimension: 'bytes', most: MOST_BYTES },
  { key: 'flashSize', bareKey: 'flashBytes', dimension: 'bytes', most: MOST_BYTES },
];

const TEXT = { type: 'string', minLength: 1, maxLength: 256 } as const;
const NOTE = { ...TEXT, maxLength: 1024 } as const;
/** config/board-file.ts checks them, whose messages say what to write; the schema lets any scalar through to it. */
const QUANTITY = { type: ['string', 'number'] } as const;
const BARE = { type: 'integer', minimum: 1, deprecated: true } as const;

const ID = { ...TEXT, description: 'What the report calls it.' } as const;
const NAME = { ...TEXT, description: 'Its name for people.' } as const;
const MCU = {
  ...TEXT,
  description: 'The chip. Latency is estimated with the factor of a measured chip whose name this one starts with.',
} as const;
const CLOCK_RATE = { ...QUANTITY, description: 'Clock rate of the core, for example 64 MHz.' } as const;
const SOURCES = {
  type: 'array',
  default: [],
  maxItems: 64,
  items: NOTE,
  description: 'Where the figures come from.',
} as const;

const BOARD_SHAPE = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'mcu', 'profile'],
  properties: {
    id: ID,
    name: NAME,
    mcu: MCU,
    profile: {
      type: 'string',
      enum: PROFILES.map(({ id }) => id),
      description: 'Core and kernel library, as `kd-gate measure --profile` takes it.',
    },
    clock: CLOCK_RATE,
    clockHz: { ...BARE, maximum: MOST_HERTZ, description: 'The same as a bare number; write clock instead.' },
    ramSize: {
      ...QUANTITY,
      description: 'The largest contiguous RAM region that an arena can lie in, for example 256 KiB.',
    },
    ramBytes: { ...BARE, maximum: MOST_BYTES, description: 'The same as a bare number; write ramSize instead.' },
    ramNote: { ...NOTE, description: 'What else lies in that region.' },
    flashSize: { ...QUANTITY, description: 'Flash for firmware and model, for example 1 MiB.' },
    flashBytes: { ...BARE, maximum: MOST_BYTES, description: 'The same as a bare number; write flashSize instead.' },
    flash: {
      type: 'string',
      enum: ['internal', 'external'],
      description:
        "Where code and weights lie: in the chip's own flash, or in a memory outside that it reads through a cache. " +
        'Latency is only estimated for a chip that was not measured itself if this says internal.',
    },
    flashNote: { ...NOTE, description: 'Wait states and caches.' },
    sources: SOURCES,
  },
} as const;

export type BoardParams = FromSchema<typeof BOARD_SHAPE>;

export const BOARD_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A board',
  description: 'The memory that firmware can use, and the core and kernels that run the model.',
  ...BOARD_SHAPE,
  allOf: FIGURES.map(({ key, bareKey }) => ({ oneOf: [{ required: [key] }, { required: [bareKey] }] })),
} as const;

/** The file of a shipped board that can't be measured. */
export const OTHER_BOARD_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'mcu', 'reason'],
  properties: {
    id: ID,
    name: NAME,
    mcu: MCU,
    clock: CLOCK_RATE,
    reason: { ...NOTE, description: 'Why there are no figures for it.' },
    sources: SOURCES,
  },
} as const;

export type OtherBoardParams = FromSchema<typeof OTHER_BOARD_SCHEMA>;
