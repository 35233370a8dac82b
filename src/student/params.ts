// The `distill:` section of kd.yaml, and what it shares with the training of a teacher.
import type { FromSchema } from 'json-schema-to-ts';
import { listOf, propertiesOf } from '../base/one-of.ts';
import { AUGMENT_SCHEMA } from '../data/augment/params.ts';
import { FEATURE_LOSSES } from '../nn/losses/features/index.ts';
import { CLASS_LOSSES } from '../nn/losses/index.ts';
import { DELTA } from '../nn/losses/regression.ts';
import { OPTIMIZER_SCHEMA } from '../nn/params.ts';

const EPOCHS = { type: 'integer', minimum: 1, maximum: 100000 } as const;

export const SCHEDULE_SCHEMA = {
  type: 'object',
  description: 'How the learning rate changes over the training.',
  additionalProperties: false,
  default: {},
  properties: {
    kind: {
      enum: ['constant', 'cosine', 'step'],
      default: 'cosine',
      description:
        'constant; cosine: falls to zero along half a cosine; step: multiplied by `factor` every `every` epochs.',
    },
    warmup: {
      type: 'number',
      minimum: 0,
      maximum: 100000,
      description: 'Epochs over which the rate first rises from zero; by default a twentieth of all.',
    },
    every: { ...EPOCHS, default: 10, description: 'Of `step`: epochs between two steps.' },
    factor: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.1,
      description: 'Of `step`: what each step multiplies by.',
    },
  },
} as const;

const TRAINING = {
  epochs: {
    ...EPOCHS,
    description: 'Passes over the training data; by default as many as make about 8,000 steps, 30 to 120.',
  },
  batch: { type: 'integer', minimum: 2, maximum: 4096, default: 32, description: 'Samples a step.' },
  optimizer: OPTIMIZER_SCHEMA,
  schedule: SCHEDULE_SCHEMA,
  augment: AUGMENT_SCHEMA,
  validation: {
    type: 'number',
    minimum: 0,
    maximum: 0.5,
    default: 0.1,
    description:
      'Share of the training data that is held out to choose the best epoch; of each class the same share. ' +
      '0: none, and the last epoch is kept.',
  },
  huber: DELTA,
  earlyStopping: {
    type: 'integer',
    minimum: 0,
    maximum: 100000,
    default: 0,
    description: 'Stop after this many epochs without a better one; 0: never.',
  },
  labelSmoothing: {
    type: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0,
    description: 'The share of a label that goes to all classes alike (Szegedy et al. 2016).',
  },
  classWeights: {
    description: 'How much a sample of each class counts: a list of weights, or balanced for all classes alike.',
    anyOf: [
      { type: 'string', const: 'balanced' },
      {
        type: 'array',
        minItems: 1,
        maxItems: 65536,
        items: { type: 'number', exclusiveMinimum: 0, maximum: 1e6 },
      },
    ],
  },
} as const;

/** Of a network that learns from labels alone. */
export const TRAINING_SCHEMA = {
  type: 'object',
  description: 'How a network learns from the labels.',
  additionalProperties: false,
  default: {},
  properties: TRAINING,
} as const;

const AUTO = { type: 'string', const: 'auto' } as const;

const { temperature, alpha } = CLASS_LOSSES.distillation.schema.properties;

/** Hinton's, where a search may choose. */
const HINTONS = {
  temperature: { ...orAuto(temperature), default: temperature.default },
  alpha: { ...orAuto(alpha), default: alpha.default },
} as const;

function orAuto<const S extends { readonly description: string }>({ description, ...number }: S) {
  const text = `${description} auto: the best of a few on held-out samples, by short trainings.`;
  return { description: text, anyOf: [AUTO, number] } as const;
}

export const DISTILL_SCHEMA = {
  type: 'object',
  description:
    'How the student learns: L = alpha * CE(labels, student) + (1 - alpha) * T^2 * KL(teacher at T || student at T) ' +
    '(Hinton, Vinyals, Dean 2015), or by the loss of `loss`.',
  additionalProperties: false,
  default: {},
  properties: {
    ...HINTONS,
    learningRate: {
      description:
        "Instead of the optimizer's own: a number, or auto: the best of a few on held-out samples, by short trainings.",
      anyOf: [AUTO, { type: 'number', exclusiveMinimum: 0, maximum: 100 }],
    },
    loss: {
      type: 'object',
      description: `Another loss than that of temperature and alpha: one of ${listOf(Object.keys(CLASS_LOSSES))}.`,
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: propertiesOf(CLASS_LOSSES),
    },
    ...propertiesOf(FEATURE_LOSSES),
    ...TRAINING,
    epochs: {
      ...TRAINING.epochs,
      minimum: 0,
      description: `${TRAINING.epochs.description} 0: none, for a student of Keras.`,
    },
    compareWithScratch: {
      type: 'boolean',
      default: false,
      description:
        'Train the same student a second time without the teacher, from the same weights and batches, and report both.',
    },
  },
} as const;

export type ScheduleParams = FromSchema<typeof SCHEDULE_SCHEMA>;
/** As kd.yaml has it. */
export type DistillSection = FromSchema<typeof DISTILL_SCHEMA>;
/** With numbers alone: `settle` of auto.ts. */
export type DistillParams = Omit<DistillSection, 'temperature' | 'alpha' | 'learningRate' | 'epochs'> & {
  readonly temperature: number;
  readonly alpha: number;
  readonly epochs: number;
};
/** As kd.yaml has it. */
export type TrainingSection = FromSchema<typeof TRAINING_SCHEMA>;
/** With numbers alone: `withEpochs` of epochs.ts. */
export type TrainingParams = Omit<TrainingSection, 'epochs'> & { readonly epochs: number };
