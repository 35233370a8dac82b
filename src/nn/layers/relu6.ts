// min(max(x, 0), 6) as a layer of its own.
import type { NodeBase } from '../network/node.ts';
import { activationSteps } from './activation.ts';
import { type Layer, nodeAt } from './layer.ts';
import { noSettings } from './shared-settings.ts';

const SCHEMA = noSettings('min(max(x, 0), 6).');

export type Relu6Node = NodeBase & { readonly kind: 'relu6' };

export const relu6: Layer<typeof SCHEMA, Relu6Node> = {
  schema: SCHEMA,
  expand: (_, position) => ({ ...nodeAt(position), kind: 'relu6' }),
  steps: (site) => activationSteps(site, 2),
  activation: 2,
};
