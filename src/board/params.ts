// The `boards:` section of kd.yaml, and the files of boards: shipped ones and the user's own.
import type { FromSchema } from 'json-schema-to-ts';
import { SHA256_PATTERN } from '../base/digest.ts';
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

/** Of a board; more say nothing new of it. */
export const MOST_TIMINGS = 32;
/** An hour. */
const MOST_MS = 3_600_000;

/** No root, no drive and no backslash; what leads out of the workspace is refused when it is read. */
export const TIMED_MODEL = '^(builtin:[a-z0-9-]{1,32}|[^/:\\\\][^:\\\\]*\\.tflite)$';

const MEASURED = {
  type: 'array',
  minItems: 1,
  maxItems: MOST_TIMINGS,
  description:
    'What you measured on this very board, as `kd-gate calibrate` writes it. Latency is then estimated with the ' +
    'factor and the band that these models give.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['model', 'ms'],
    properties: {
      model: {
        type: 'string',
        minLength: 1,
        maxLength: 1024,
        pattern: TIMED_MODEL,
        description:
          'The model that was measured: the path of its .tflite file from the folder of this file, or builtin:NAME.',
      },
      sha256: {
        type: 'string',
        pattern: SHA256_PATTERN,
        description: 'SHA-256 of that file when it was measured; another file is then not taken for it.',
      },
      ms: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: MOST_MS,
        description: 'Milliseconds of one Invoke, for example 8.2.',
      },
    },
  },
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
    measured: MEASURED,
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

/** A computer or phone; `runtime` tells it from a board. */
export const COMPUTER_SCHEMA = {
  type: 'object',
  description: 'A computer or phone that runs TensorFlow Lite: it has no arena; file size and accuracy are judged.',
  additionalProperties: false,
  required: ['id', 'name', 'mcu', 'runtime'],
  properties: {
    id: ID,
    name: NAME,
    mcu: { ...TEXT, description: 'The chip.' },
    runtime: { enum: ['tflite'], description: 'What runs the model: TensorFlow Lite.' },
    clock: { ...QUANTITY, description: 'Clock rate of a core, for example 1.8 GHz.' },
    measured: MEASURED,
    sources: SOURCES,
  },
} as const;

export type ComputerParams = FromSchema<typeof COMPUTER_SCHEMA>;

/** What an editor checks: the keys of a board, or those of a computer. */
export const BOARD_FILE_SCHEMA = {
  $schema: BOARD_SCHEMA.$schema,
  title: BOARD_SCHEMA.title,
  type: 'object',
  if: { type: 'object', required: ['runtime'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: COMPUTER_SCHEMA,
  else: withoutHead(BOARD_SCHEMA),
};

function withoutHead({ $schema: _, title: __, ...rest }: typeof BOARD_SCHEMA) {
  return rest;
}

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
