// What kd.yaml says of features: one of the list's kinds.
import type { FromSchema } from 'json-schema-to-ts';
import { listOf, propertiesOf } from '../../base/one-of.ts';
import type { FeatureList } from './feature.ts';
import { FEATURES } from './index.ts';

/** The section's schema where there are these kinds. */
export function featuresSchema<const List extends FeatureList>(list: List) {
  return {
    type: 'object',
    description:
      'What the network sees of a signal, computed once before shape and normalize: ' +
      `one of ${listOf(Object.keys(list))}. ` +
      'A sample as read is [values] or [values, channels]; its features are [frames, bins, channels].',
    additionalProperties: false,
    minProperties: 1,
    properties: propertiesOf(list),
  } as const;
}

export const FEATURES_SCHEMA = featuresSchema(FEATURES);

export type FeaturesParams = FromSchema<typeof FEATURES_SCHEMA>;
