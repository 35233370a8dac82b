// What kd.yaml says of augmentation: a list of the list's entries, applied in order.
import type { FromSchema } from 'json-schema-to-ts';
import { listOf, propertiesOf } from '../../base/one-of.ts';
import type { AugmentationList } from './augmentation.ts';
import { AUGMENTATIONS } from './index.ts';

/** The list's schema where there are these augmentations. */
export function augmentSchema<const List extends AugmentationList>(list: List) {
  return {
    type: 'array',
    description:
      `How training samples are changed anew in every epoch, in this order: ${listOf(Object.keys(list))}. ` +
      'The teacher answers the changed samples. Held-out and test samples stay as they are.',
    maxItems: 8,
    default: [],
    items: {
      type: 'object',
      description: 'One of them with its settings, for example { shift: { by: [2, 2] } }.',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: propertiesOf(list),
    },
  } as const;
}

export const AUGMENT_SCHEMA = augmentSchema(AUGMENTATIONS);

export type AugmentParams = FromSchema<typeof AUGMENT_SCHEMA>;
