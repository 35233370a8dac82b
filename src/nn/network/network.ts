// A float network as values: nodes in execution order, their attributes, shapes and parameters.
// Layout NHWC, shapes without batch.
import type { Shape } from '../../base/shape.ts';
import type { LAYERS } from '../layers/index.ts';

type NodeLayer = Extract<(typeof LAYERS)[keyof typeof LAYERS], { readonly expand: unknown }>;

/** A node of any kind of the list. */
export type Node = ReturnType<NodeLayer['expand']>;

export type NodeKind = Node['kind'];

export type NodeOf<K extends NodeKind> = Extract<Node, { readonly kind: K }>;

export interface Network {
  readonly inputShape: Shape;
  /** The last node is the output. `batchNorm` and `activation` of a layer of kd.yaml are nodes of their own. */
  readonly nodes: readonly Node[];
}
