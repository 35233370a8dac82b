// Which channels of a network go together: those that are added, filtered one by one, normalised or passed on are one
// class, and a class is removed as a whole or not at all.
import { sizeOf } from '../../base/shape.ts';
import type { Network, NodeKind, NodeOf } from '../../nn/network/network.ts';

export interface ChannelClasses {
  /** By node: the class of each of its output channels, the last axis. */
  readonly outputs: readonly Int32Array[];
  /** Of the network's input. */
  readonly input: Int32Array;
  /** Inputs and answers, which stay. */
  readonly fixed: ReadonlySet<number>;
}

/** Classes are joined as nodes are seen; a class is known by its first channel. */
interface Joining {
  fresh(count: number): Int32Array;
  join(a: number, b: number): void;
  /** Where channels are mixed up: what is read from there on stays whole. */
  keep(channels: Int32Array, count: number): Int32Array;
}

type Rule<K extends NodeKind> = (node: NodeOf<K>, inputs: readonly Int32Array[], joining: Joining) => Int32Array;

const same = (_: unknown, [input]: readonly Int32Array[]) => input;

const RULES: { readonly [K in NodeKind]: Rule<K> } = {
  conv2d: ({ filters }, _, { fresh }) => fresh(filters),
  dense: ({ units }, _, { fresh }) => fresh(units),
  depthwiseConv2d: ({ multiplier }, [input]) =>
    Int32Array.from({ length: input.length * multiplier }, (_, o) => input[Math.floor(o / multiplier)]),
  batchNorm: same,
  relu: same,
  relu6: same,
  maxPool: same,
  averagePool: same,
  globalAveragePool: same,
  zeroPad: same,
  dropout: same,
  softmax: same,
  sigmoid: same,
  add: (_, [first, ...others], { join }) => {
    for (const other of others) for (const [i, channel] of other.entries()) join(first[i], channel);
    return first;
  },
  concat: (_, inputs) => Int32Array.from(inputs.flatMap((input) => Array.from(input))),
  flatten: ({ outputShape }, [input]) => repeated(input, sizeOf(outputShape)),
  reshape: ({ outputShape }, [input], { keep }) => keep(input, outputShape[outputShape.length - 1]),
};

/** Channels of each place, one place after the other. */
export function repeated(channels: Int32Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => channels[i % channels.length]);
}

export function channelClasses({ inputShape, nodes }: Network): ChannelClasses {
  const parents: number[] = [];
  const rootOf = (channel: number): number => {
    let root = channel;
    while (parents[root] !== root) root = parents[root];
    parents[channel] = root;
    return root;
  };
  const joining: Joining = {
    fresh: (count) => Int32Array.from({ length: count }, () => parents.push(parents.length) - 1),
    join(a, b) {
      const [first, second] = [rootOf(a), rootOf(b)];
      parents[Math.max(first, second)] = Math.min(first, second);
    },
    // The first class is the input's, which stays.
    keep(channels, count) {
      for (const channel of channels) joining.join(0, channel);
      return new Int32Array(count);
    },
  };
  const input = joining.fresh(inputShape[inputShape.length - 1]);
  const seen: Int32Array[] = [];
  for (const node of nodes) {
    // Each rule takes exactly its own kind of node; TypeScript can't see that across a computed key.
    const rule = RULES[node.kind] as Rule<NodeKind>;
    const inputs = node.inputs.map((index) => (index < 0 ? input : seen[index]));
    seen.push(rule(node, inputs, joining));
  }
  const outputs = seen.map((channels) => channels.map(rootOf));
  const fixed = new Set([...input, ...outputs[outputs.length - 1]].map(rootOf));
  return { outputs, input: input.map(rootOf), fixed };
}
