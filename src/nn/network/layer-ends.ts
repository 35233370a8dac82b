// The layers of a network by name, each with the node that its output comes from: behind its batch norm and activation.
import type { Shape } from '../../base/shape.ts';
import type { NodeBase } from './node.ts';

export interface LayerEnd {
  /** Index of the node. */
  readonly node: number;
  /** Of one sample's output. */
  readonly shape: Shape;
}

/** In the order of the layers. */
export function layerEnds({ nodes }: { readonly nodes: readonly NodeBase[] }): ReadonlyMap<string, LayerEnd> {
  return new Map(nodes.map(({ name, outputShape }, node) => [name.split('/')[0], { node, shape: outputShape }]));
}
