// Any shape to one axis, row by row.
import { sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { type Layer, nodeAt } from './layer.ts';
import { noSettings } from './shared-settings.ts';

const SCHEMA = noSettings('All values on one axis.');

export type FlattenNode = NodeBase & { readonly kind: 'flatten' };

export const flatten: Layer<typeof SCHEMA, FlattenNode> = {
  schema: SCHEMA,
  expand: (_, position) => ({ ...nodeAt(position), kind: 'flatten', outputShape: [sizeOf(position.shapes[0])] }),
  steps() {
    throw new Error('flatten passes its input on');
  },
  isIdentity: () => true,
};
