// The model's answers to the test samples, packed: what any metric is computed from, whatever the budgets say.
import { closed, count, figure } from './schema-parts.ts';

/** Characters of base64: 768 KiB of answers. */
export const MOST_PACKED = 2 ** 20;

const packed = (description: string) =>
  ({ type: 'string', maxLength: MOST_PACKED, pattern: '^[A-Za-z0-9+/]*={0,2}$', description }) as const;

export const PREDICTIONS_SCHEMA = closed(
  ['kind', 'samples', 'width', 'type', 'values'],
  {
    kind: {
      enum: ['scores', 'answers', 'errors'],
      description:
        "scores: the model's outputs; answers: the class that each sample was taken for, where the outputs are too " +
        'many; errors: of a regression, the mean absolute and the mean squared error of each sample.',
    },
    samples: { ...count, description: 'Of the test set; with data.stream recordings.' },
    width: { type: 'integer', minimum: 1, maximum: 65536, description: 'Values of a sample.' },
    type: { enum: ['int8', 'uint8', 'int16', 'uint16', 'float32', 'float64'], description: 'Little-endian.' },
    scale: { ...figure, description: 'Of integer scores: an output is scale * (value - zeroPoint).' },
    zeroPoint: { ...figure },
    threshold: { ...figure, description: 'Of yes-or-no outputs: what one must exceed to say yes.' },
    values: packed('[samples, width], base64.'),
    labels: packed(
      'Base64 of uint16: the class of each sample; of multi-label 0 or 1 for each output; of a regression that finds ' +
        'anomalies 1 for one.',
    ),
    teacher: packed('Base64 of uint16: the class that the teacher takes each sample for.'),
    seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1e9,
      description: 'How long a sample is, or from one to the next where they overlap; absent where nothing says it.',
    },
  },
  'Absent where they take more than 1 MiB.',
);
