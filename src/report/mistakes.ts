// Samples that the model answers wrong, the surest mistakes first, and those of them that the base has right.
import { closed, count, probability, text } from './schema-parts.ts';

/** So many are kept of a model. */
export const MOST_MISTAKES = 256;
/** So many are shown. */
export const MOST_FLIPS = 10;

const mistake = closed(['sample', 'label', 'answer', 'confidence'], {
  sample: { ...count, description: 'Its number in the test set, from 0; with data.stream that of the recording.' },
  file: { ...text, description: 'Of a folder: the name of its file.' },
  label: { ...count, description: 'The number of its class, in `classes`.' },
  answer: { ...count, description: 'The number of the class that it was taken for.' },
  confidence: { ...probability, description: 'The probability that the model gives its answer.' },
});

export const MISTAKES_SCHEMA = {
  type: 'array',
  maxItems: MOST_MISTAKES,
  description: 'Of the tasks classify and binary: what is answered wrong with the highest confidence, that first.',
  items: mistake,
} as const;

export const FLIPS_SCHEMA = {
  type: 'array',
  maxItems: MOST_FLIPS,
  description: 'Of `mistakes`: those that the base answers right; absent where there are none or no base.',
  items: mistake,
} as const;
