// Samples that the model answers wrong, the surest mistakes first, and those of them that the base has right.
import type { FromSchema } from 'json-schema-to-ts';
import { unpackAnswers } from '../budget/paired.ts';
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

export type Mistake = FromSchema<typeof mistake>;

/** Of the same test set; undefined where there are none. `rightOnBase`: one bit a sample, as `answersBySample`. */
export function flipsOf(
  mistakes: readonly Mistake[],
  rightOnBase: string,
  samples: number,
): readonly Mistake[] | undefined {
  const right = unpackAnswers(rightOnBase, samples);
  const flips = mistakes.filter(({ sample }) => right?.[sample] === 1);
  return flips.length > 0 ? flips.slice(0, MOST_FLIPS) : undefined;
}
