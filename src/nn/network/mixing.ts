// Layers whose outputs are weighted sums over all input channels.
import type { NodeOf } from './network.ts';
import type { NodeBase } from './node.ts';

/** A convolution or a dense layer; a depthwise one sums over places alone. */
export function isMixing<N extends NodeBase>(node: N): node is N & NodeOf<'conv2d' | 'dense'> {
  return node.kind === 'conv2d' || node.kind === 'dense';
}
