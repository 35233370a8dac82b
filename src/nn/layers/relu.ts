// max(x, 0) as a layer of its own.
import type { NodeBase } from '../network/node.ts';
import { activationSteps } from './activation.ts';
import { type Layer, nodeAt } from './layer.ts';
import { noSettings } from './shared-settings.ts';

const SCHEMA = noSettings('max(x, 0).');

export type ReluNode = NodeBase & { readonly kind: 'relu' };

export const relu: Layer<typeof SCHEMA, ReluNode> = {
  schema: SCHEMA,
  expand: (_, position) => ({ ...nodeAt(position), kind: 'relu' }),
  steps: (site) => activationSteps(site, 1),
  activation: 1,
};
