// Gain: all values of a sample multiplied by one random factor.
import { reject } from '../../base/problem.ts';
import type { Augmentation } from './augmentation.ts';

const FACTOR = { type: 'number', minimum: 0, maximum: 1000 } as const;

const SCHEMA = {
  type: 'object',
  description: 'Multiplies a sample by one factor between two: louder and softer, brighter and darker.',
  additionalProperties: false,
  required: ['from', 'to'],
  properties: {
    from: { ...FACTOR, description: 'The least factor, for example 0.8.' },
    to: { ...FACTOR, description: 'The greatest, for example 1.25.' },
  },
} as const;

export const gain: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 4,
  prepare({ from, to }) {
    if (from > to) {
      const message = `from ${from} to ${to} is no range; write from: ${to}, to: ${from}`;
      reject('data/augment', message, { path: 'from' });
    }
    return (sample, source) => {
      const factor = from + (to - from) * source.uniform();
      for (let i = 0; i < sample.length; i++) sample[i] *= factor;
    };
  },
};
