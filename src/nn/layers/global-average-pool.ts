// The mean of each channel over the whole image.

import type { PlainNode } from '../network/network.ts';
import type { LayerSteps } from '../program/layer-steps.ts';
import { averageSteps } from './pool.ts';

export const GLOBAL_AVERAGE_POOL_SCHEMA = {
  type: 'object',
  description: 'The mean of each channel over height and width.',
  additionalProperties: false,
  properties: {},
} as const;

export const globalAveragePoolSteps: LayerSteps<PlainNode> = (site) => {
  const [h, w, inC] = site.xShapes[0];
  const steps = { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, padTop: 0, padLeft: 0 };
  return averageSteps(site, { h, w, inC, kh: h, kw: w, ...steps, outH: 1, outW: 1, outC: inC });
};
