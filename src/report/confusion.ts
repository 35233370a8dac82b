// What the samples of each class were taken for.
import { closed, count } from './schema-parts.ts';

/** More classes than this make no table that anyone reads; the mistakes are listed all the same. */
export const MOST_CONFUSED = 64;

const counts = { type: 'array', maxItems: MOST_CONFUSED, items: count } as const;

export const CONFUSION_SCHEMA = closed(
  ['classes', 'rows'],
  {
    classes: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_CONFUSED,
      description: 'Of the rows and the columns; outputs of the model that no class has come last.',
      items: { type: 'string', maxLength: 256 },
    },
    rows: {
      type: 'array',
      maxItems: MOST_CONFUSED,
      description: 'A row a class, in it how many of its test samples were taken for each.',
      items: counts,
    },
  },
  'Of the tasks classify and binary with up to 64 classes.',
);
