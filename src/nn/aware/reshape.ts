// Another shape of the same values.
import type { Layer } from '../layers/layer.ts';
import type { NodeBase } from '../network/node.ts';

/** Its shape is the node's. */
export type ReshapeNode = NodeBase & { readonly kind: 'reshape' };

/** Made of folded networks alone: kd.yaml doesn't know it. */
export const reshape: Layer<object, ReshapeNode> = {
  schema: {},
  expand() {
    throw new Error('reshape is no layer of kd.yaml');
  },
  steps() {
    throw new Error('reshape passes its input on');
  },
  isIdentity: () => true,
};
