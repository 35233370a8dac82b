// A node of a network whatever its kind: what layers are written against.
import type { Shape } from '../../base/shape.ts';

/** Index of an earlier node, or -1 for the network's input. */
export type NodeInput = number;

/** What a node of any kind has. */
export interface NodeBase {
  readonly kind: string;
  /** Unique: the layer's name or `<kind>_<n>`, with a suffix for its batch norm and activation (`conv2d_0/relu`). */
  readonly name: string;
  readonly inputs: readonly NodeInput[];
  readonly outputShape: Shape;
  /** Index of the kd.yaml layer this node came from. */
  readonly layer: number;
}

/** A node of a kind that need not be in the list. */
export interface AnyNode extends NodeBase {
  readonly parameters?: Readonly<Record<string, Float32Array>>;
  readonly trainBias?: boolean;
}
