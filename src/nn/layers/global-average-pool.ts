// The mean of each channel over the whole image.
import type { NodeBase } from '../network/node.ts';
import { type Layer, nodeAt } from './layer.ts';
import { averageSteps } from './pool.ts';
import { noSettings } from './shared-settings.ts';
import { imageOf } from './sliding-window.ts';

const SCHEMA = noSettings('The mean of each channel over height and width.');

export type GlobalAveragePoolNode = NodeBase & { readonly kind: 'globalAveragePool' };

export const globalAveragePool: Layer<typeof SCHEMA, GlobalAveragePoolNode> = {
  schema: SCHEMA,
  expand(_, position) {
    const [, , channels] = imageOf('globalAveragePool', position);
    return { ...nodeAt(position), kind: 'globalAveragePool', outputShape: [channels] };
  },
  steps(site) {
    const [h, w, inC] = site.xShapes[0];
    const steps = { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, padTop: 0, padLeft: 0 };
    return averageSteps(site, { h, w, inC, kh: h, kw: w, ...steps, outH: 1, outW: 1, outC: inC });
  },
};
