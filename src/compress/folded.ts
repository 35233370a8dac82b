// A float network as the runtime executes it: batch norm and dropout gone, activations fused, one node per operator.
import type { Shape } from '../base/shape.ts';
import type { DilatedWindow, SlidingWindow } from '../nn/layers/sliding-window.ts';
import type { Margins } from '../nn/layers/zero-pad.ts';

export type Activation = 'none' | 'relu' | 'relu6';

/** Index of an earlier folded node, or -1 for the network's input. */
export type FoldedInput = number;

interface Common {
  readonly name: string;
  readonly inputs: readonly FoldedInput[];
  /** Without batch. */
  readonly outputShape: Shape;
  /** Index of the node of the original network with the same output values (-1: the network's input). Calibration
   * reads its range. */
  readonly origin: number;
}

/** Parameters in the layouts of nn/layers. */
interface WithWeights {
  readonly activation: Activation;
  readonly parameters: { readonly weight: Float32Array; readonly bias: Float32Array };
}

export type FoldedDense = Common & WithWeights & { readonly kind: 'dense'; readonly units: number };
export type FoldedConv2d = Common & WithWeights & DilatedWindow & { readonly kind: 'conv2d'; readonly filters: number };
export type FoldedDepthwiseConv2d = Common &
  WithWeights &
  DilatedWindow & { readonly kind: 'depthwiseConv2d'; readonly multiplier: number };
export type FoldedPool = Common &
  SlidingWindow & { readonly kind: 'maxPool' | 'averagePool'; readonly activation: Activation };
export type FoldedAdd = Common & { readonly kind: 'add'; readonly activation: Activation };
export type FoldedPad = Common & Margins & { readonly kind: 'pad' };
export type FoldedPlain = Common & { readonly kind: 'concat' | 'relu' | 'relu6' | 'reshape' | 'softmax' | 'sigmoid' };

export type FoldedWeightNode = FoldedDense | FoldedConv2d | FoldedDepthwiseConv2d;
export type FoldedNode = FoldedWeightNode | FoldedPool | FoldedAdd | FoldedPad | FoldedPlain;
export type FoldedKind = FoldedNode['kind'];

export interface FoldedNetwork {
  readonly inputShape: Shape;
  readonly nodes: readonly FoldedNode[];
  /** The node whose output is the network's. */
  readonly output: FoldedInput;
}

export function hasWeights(node: FoldedNode): node is FoldedWeightNode {
  return 'parameters' in node;
}

/** Output channels of a node with weights. */
export function channelsOf(node: FoldedWeightNode): number {
  return node.parameters.bias.length;
}
