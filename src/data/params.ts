// The `data:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { SHA256_PATTERN } from '../base/digest.ts';
import { listOf, propertiesOf } from '../base/one-of.ts';
import { FEATURES_SCHEMA } from './features/params.ts';
import { STANDARDIZE } from './normalisation.ts';
import type { Readers } from './reader.ts';
import { READERS } from './readers/index.ts';
import { SPLIT_SCHEMA } from './split.ts';
import { STREAM_SCHEMA } from './streams.ts';

const SHA256 = {
  type: 'string',
  pattern: SHA256_PATTERN,
  description:
    'SHA-256 of the file (of both, one after the other, where there are two; of a folder that of the lines of ' +
    'sha256sum, see docs/data.md); another file is a mistake.',
} as const;

const CLASSES = {
  type: 'array',
  description:
    'Names of the classes in the order of their numbers; by default the numbers (of csv: the labels, sorted).',
  minItems: 2,
  maxItems: 65536,
  items: { type: 'string', minLength: 1, maxLength: 256 },
} as const;

const TARGETS = {
  enum: ['input'],
  description:
    "Of the task regression: the network is to answer its input, as an autoencoder does, not the file's values. " +
    'The labels of the test set then tell anomalies: 0 is normal, 1 is not.',
} as const;

const SHAPE = {
  type: 'array',
  description: 'Shape of a sample, [height, width, channels], where the file has it flat.',
  minItems: 1,
  maxItems: 4,
  items: { type: 'integer', minimum: 1, maximum: 1048576 },
} as const;

const NORMALIZE = {
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
    standardize: {
      enum: STANDARDIZE,
      description:
        'Instead of both: mean and deviation of the training set, those of each channel, of each bin of ' +
        '[frames, bins, channels], or of each feature, which is each place of a sample.',
    },
  },
} as const;

const CALIBRATE = {
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
} as const;

/** The section's schema where data sets are read by these readers. */
export function dataSchema<const List extends Readers>(readers: List) {
  const set = {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: { ...propertiesOf(readers), sha256: SHA256 },
  } as const;
  const kinds = `one of ${listOf(Object.keys(readers))}`;
  const train = `What the student learns from: ${kinds}. Not needed for a student that is a finished .tflite file.`;
  return {
    type: 'object',
    description: 'The samples: what the student learns from, and what it is tested on. Without a test set no accuracy.',
    additionalProperties: false,
    properties: {
      train: { ...set, description: train },
      test: { ...set, description: `What accuracy is measured on, all of it: ${kinds}.` },
      all: { ...set, description: `One set for both: ${kinds}. In place of train and test, with split.` },
      split: SPLIT_SCHEMA,
      stream: STREAM_SCHEMA,
      seconds: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 86400,
        description:
          'Time from the start of a test sample to the start of the next, where the files do not say it: what false ' +
          'accepts per hour are counted by.',
      },
      targets: TARGETS,
      classes: CLASSES,
      features: FEATURES_SCHEMA,
      shape: SHAPE,
      normalize: NORMALIZE,
      calibrate: CALIBRATE,
    },
  } as const;
}

export const DATA_SCHEMA = dataSchema(READERS);

export type DataParams = FromSchema<typeof DATA_SCHEMA>;
export type SetParams = NonNullable<DataParams['train']>;
