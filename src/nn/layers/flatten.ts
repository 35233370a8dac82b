// Any shape to one axis, row by row.

import type { PlainNode } from '../network/network.ts';
import type { LayerSteps } from '../program/layer-steps.ts';

export const FLATTEN_SCHEMA = {
  type: 'object',
  description: 'All values on one axis.',
  additionalProperties: false,
  properties: {},
} as const;

export const flattenSteps: LayerSteps<PlainNode> = () => {
  throw new Error('flatten passes its input on');
};
