// A float network as values: nodes in execution order, their attributes, shapes and parameters. Layout NHWC, shapes without batch.
import type { Padding, Shape } from '../../base/shape.ts';

/** Index of an earlier node, or -1 for the network's input. */
export type NodeInput = number;

/** Along height and width. */
export type Pair = readonly [h: number, w: number];

interface Common {
  /** Unique; layer name or `<kind>_<n>`. */
  readonly name: string;
  readonly inputs: readonly NodeInput[];
  readonly outputShape: Shape;
  /** Index of the kd.yaml layer this node came from. */
  readonly layer: number;
}

interface Biased {
  /** False: the bias is zero and stays so, since the layer says `bias: false` or a batch norm follows. Absent: true. */
  readonly trainBias?: boolean;
}

interface Window {
  readonly kernel: readonly [h: number, w: number];
  readonly stride: readonly [h: number, w: number];
  readonly padding: Padding;
}

/** weight: [in, out]; bias: [out]. Input of any rank is flattened row-major. */
export type DenseNode = Common &
  Biased & {
    readonly kind: 'dense';
    readonly units: number;
    readonly parameters: { weight: Float32Array; bias: Float32Array };
  };
/** weight: [kh, kw, inC, outC] (Keras order); bias: [outC]. */
export type Conv2dNode = Common &
  Biased &
  Window & {
    readonly kind: 'conv2d';
    readonly filters: number;
    readonly dilation: readonly [h: number, w: number];
    readonly parameters: { weight: Float32Array; bias: Float32Array };
  };
/** weight: [kh, kw, inC, multiplier], so output channel c * multiplier + m; bias: [inC * multiplier]. */
export type DepthwiseConv2dNode = Common &
  Biased &
  Window & {
    readonly kind: 'depthwiseConv2d';
    readonly multiplier: number;
    readonly dilation: readonly [h: number, w: number];
    readonly parameters: { weight: Float32Array; bias: Float32Array };
  };
/** All [C], over the last axis. `mean` and `variance` are moving statistics: not trained, used in inference. */
export type BatchNormNode = Common & {
  readonly kind: 'batchNorm';
  readonly epsilon: number;
  readonly momentum: number;
  readonly parameters: { gamma: Float32Array; beta: Float32Array; mean: Float32Array; variance: Float32Array };
};
export type PoolNode = Common & Window & { readonly kind: 'maxPool' | 'averagePool' };
export type DropoutNode = Common & { readonly kind: 'dropout'; readonly rate: number };
/** `softmax` is only the last node; training works on the logits in front of it. `add` has two inputs of one shape. */
export type PlainNode = Common & {
  readonly kind: 'relu' | 'relu6' | 'globalAveragePool' | 'add' | 'flatten' | 'softmax';
};

export type Node = DenseNode | Conv2dNode | DepthwiseConv2dNode | BatchNormNode | PoolNode | DropoutNode | PlainNode;

export type NodeKind = Node['kind'];

export interface Network {
  readonly inputShape: Shape;
  /** The last node is the output. A conv2d, depthwiseConv2d or dense layer of kd.yaml with `batchNorm` and `activation` is three nodes. */
  readonly nodes: readonly Node[];
}

/** How many numbers training adjusts: not the moving statistics of batch norms, not biases that stay zero. */
export function countTrainable(network: Network): number {
  const counts = network.nodes.map((node) => {
    if (!('parameters' in node)) return 0;
    if (node.kind === 'batchNorm') return node.parameters.gamma.length + node.parameters.beta.length;
    const { weight, bias } = node.parameters;
    return weight.length + (node.trainBias === false ? 0 : bias.length);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
