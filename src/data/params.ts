// The `data:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';

/** Kinds of files, each a key of a data set, of which exactly one must be there. */
export const FORMATS = ['npz', 'npy', 'idx', 'csv'] as const;

const PATH = { type: 'string', minLength: 1, maxLength: 4096 } as const;
const SHA256 = {
  type: 'string',
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the file (of both, one after the other, where there are two); another file is a mistake.',
} as const;

// Formats as optional keys and not a oneOf: ajv fills defaults in only outside of oneOf. That exactly one is there is checked by loadData.
const SET = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    npz: { ...PATH, description: 'A .npz file of NumPy with two arrays: samples and labels.' },
    x: { type: 'string', minLength: 1, maxLength: 256, default: 'x', description: 'Of npz: name of the samples.' },
    y: { type: 'string', minLength: 1, maxLength: 256, default: 'y', description: 'Of npz: name of the labels.' },
    npy: {
      type: 'object',
      description: 'Two .npy files of NumPy.',
      additionalProperties: false,
      required: ['x', 'y'],
      properties: {
        x: { ...PATH, description: 'Samples, the first dimension counts them.' },
        y: { ...PATH, description: 'Class numbers from 0.' },
      },
    },
    idx: {
      type: 'object',
      description: 'Two IDX files as MNIST has them, plain or gzipped.',
      additionalProperties: false,
      required: ['images', 'labels'],
      properties: {
        images: { ...PATH, description: 'Samples, the first dimension counts them.' },
        labels: { ...PATH, description: 'Class numbers from 0.' },
      },
    },
    csv: {
      type: 'object',
      description: 'A CSV file, one sample a row.',
      additionalProperties: false,
      required: ['file'],
      properties: {
        file: { ...PATH, description: 'The file.' },
        label: {
          anyOf: [
            { type: 'string', minLength: 1, maxLength: 256 },
            { type: 'integer', minimum: 0, maximum: 1000000 },
          ],
          default: 0,
          description: "The label's column: its name in the header, or its number from 0.",
        },
        header: { type: 'boolean', default: true, description: 'Whether the first row holds names.' },
        delimiter: { type: 'string', minLength: 1, maxLength: 1, default: ',', description: 'Between cells.' },
      },
    },
    sha256: SHA256,
  },
} as const;

export const DATA_SCHEMA = {
  type: 'object',
  description: 'The samples: what the student learns from, and what it is tested on.',
  additionalProperties: false,
  required: ['test'],
  properties: {
    train: {
      ...SET,
      description:
        'What the student learns from: one of npz, npy, idx and csv. Not needed for a student that is brought as .tflite.',
    },
    test: { ...SET, description: 'What accuracy is measured on, all of it: one of npz, npy, idx and csv.' },
    classes: {
      type: 'array',
      description:
        'Names of the classes in the order of their numbers; by default the numbers (of csv: the labels, sorted).',
      minItems: 2,
      maxItems: 65536,
      items: { type: 'string', minLength: 1, maxLength: 256 },
    },
    shape: {
      type: 'array',
      description: 'Shape of a sample, [height, width, channels], where the file has it flat.',
      minItems: 1,
      maxItems: 4,
      items: { type: 'integer', minimum: 1, maximum: 1048576 },
    },
    normalize: {
      type: 'object',
      description: 'What the network is fed is (stored - subtract) / divide.',
      additionalProperties: false,
      default: {},
      properties: {
        subtract: {
          type: 'number',
          minimum: -1e12,
          maximum: 1e12,
          default: 0,
          description: 'Taken from every stored value.',
        },
        divide: {
          type: 'number',
          minimum: 1e-12,
          maximum: 1e12,
          default: 1,
          description: 'What the rest is divided by.',
        },
      },
    },
    calibrate: {
      type: 'object',
      description: 'The samples that the ranges of int8 are taken from.',
      additionalProperties: false,
      default: {},
      properties: {
        from: { enum: ['train', 'test'], default: 'train', description: 'The set they come from.' },
        samples: {
          type: 'integer',
          minimum: 1,
          maximum: 65536,
          default: 256,
          description: 'How many, spread evenly over the set.',
        },
      },
    },
  },
} as const;

export type DataParams = FromSchema<typeof DATA_SCHEMA>;
export type SetParams = NonNullable<DataParams['train']>;
