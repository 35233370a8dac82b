// What a network computes for one sample, from shapes alone.
import { sizeOf } from '../../base/shape.ts';
import type { AnyNode } from './node.ts';

/** A step of training is a forward pass and about two more for the gradients of inputs and of weights. */
export const PASSES_A_STEP = 3;

/**
 * Multiply-accumulates of the forward pass for one sample: each weight once at each output position; layers without
 * weights count their outputs. Dense and convolution layers as everybody counts them (MLPerf Tiny's tables).
 */
export function macsOf({ nodes }: { readonly nodes: readonly AnyNode[] }): number {
  return nodes.reduce((sum, node) => sum + macsOfNode(node), 0);
}

function macsOfNode({ parameters, outputShape }: AnyNode): number {
  const weight = parameters?.weight;
  return weight ? weight.length * sizeOf(outputShape.slice(0, -1)) : sizeOf(outputShape);
}
