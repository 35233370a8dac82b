// Which samples decided between models that were quantized in several ways.

export const JUDGED_ON_SCHEMA = {
  enum: ['held-out', 'calibration', 'training'],
  description:
    'Samples of the training data: the held-out ones, or others where none are held out. Never the test set.',
} as const;

export const SAMPLES_IN_WORDS = {
  'held-out': 'held-out training samples',
  calibration: 'calibration samples',
  training: 'training samples',
} as const satisfies Record<(typeof JUDGED_ON_SCHEMA.enum)[number], string>;
