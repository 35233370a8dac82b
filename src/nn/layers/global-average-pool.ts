// The mean of each channel over the whole image, or over all steps.
import type { NodeBase } from '../network/node.ts';
import { type Layer, nodeAt } from './layer.ts';
import { averageSteps } from './pool.ts';
import { noSettings } from './shared-settings.ts';
import { imageOf, mapOf } from './sliding-window.ts';

const SCHEMA = noSettings('The mean of each channel over height and width, or over the steps.');

export type GlobalAveragePoolNode = NodeBase & { readonly kind: 'globalAveragePool' };

export const globalAveragePool: Layer<typeof SCHEMA, GlobalAveragePoolNode> = {
  schema: SCHEMA,
  expand(_, position) {
    const [shape] = position.shapes;
    const [, , channels] = shape.length === 2 ? mapOf(shape) : imageOf('globalAveragePool', shape);
    return { ...nodeAt(position), kind: 'globalAveragePool', outputShape: [channels] };
  },
  steps(site) {
    const [h, w, inC] = mapOf(site.xShapes[0]);
    const steps = { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, padTop: 0, padLeft: 0 };
    return averageSteps(site, { h, w, inC, kh: h, kw: w, ...steps, outH: 1, outW: 1, outC: inC });
  },
};
