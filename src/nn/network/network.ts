// A float network as values: nodes in execution order, their attributes, shapes and parameters.
// Layout NHWC, shapes without batch.
import type { Shape } from '../../base/shape.ts';
import type { LAYERS } from '../layers/index.ts';

export type LayerKind = keyof typeof LAYERS;

/** A node of any kind of the list. */
export type Node = ReturnType<(typeof LAYERS)[LayerKind]['expand']>;

export type NodeKind = Node['kind'];

export type NodeOf<K extends NodeKind> = Extract<Node, { readonly kind: K }>;

export interface Network {
  readonly inputShape: Shape;
  /** The last node is the output. A conv2d, depthwiseConv2d or dense layer of kd.yaml with `batchNorm` and `activation`
   * is three nodes. */
  readonly nodes: readonly Node[];
}
