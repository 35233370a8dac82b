// A metric of both models on the same test samples: how far they differ, and whether that can be chance.
import { closed, count, figure, probability } from './schema-parts.ts';

export const PAIRED_METRIC_SCHEMA = closed(
  ['test', 'difference', 'low', 'high', 'p'],
  {
    test: { enum: ['McNemar', 'DeLong', 'bootstrap'] },
    difference: { ...figure, description: "This model's value less the base's." },
    low: { ...figure, description: 'Lower end of its 95 % interval.' },
    high: { ...figure, description: 'Upper end of its 95 % interval.' },
    p: { ...probability, description: 'One-sided, of a change for the worse.' },
    lost: { ...count, description: "Of McNemar's test: samples that only the base has right." },
    gained: { ...count, description: 'Samples that only this model has right.' },
  },
  'Of a relative budget on a metric: a paired test against the base.',
);
