// Settings of features as kd.yaml's schema completes them.
import { Ajv } from 'ajv';
import { FEATURES_SCHEMA, type FeaturesParams } from '../../../src/data/features/params.ts';

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, allErrors: true });
const isSection = ajv.compile({ type: 'object', properties: { features: FEATURES_SCHEMA } });

/** Keys that the schema doesn't know are left out first: recorded cases have those of other kinds. */
export function featuresOf(features: object): FeaturesParams {
  const section = { features: structuredClone(features) };
  if (!isSection(section)) throw new Error(ajv.errorsText(isSection.errors));
  return section.features as FeaturesParams;
}
