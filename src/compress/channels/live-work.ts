// The work of a network while its channels go: which nodes each class has channels in, and what they still compute.
import { sizeOf } from '../../base/shape.ts';
import { isMixing } from '../../nn/network/mixing.ts';
import type { Network } from '../../nn/network/network.ts';
import type { AnyNode } from '../../nn/network/node.ts';
import { type ChannelClasses, repeated } from './channel-classes.ts';

/** A node as far as channels decide its work. */
interface WorkingNode {
  /** Multiply-accumulates for one pair of an input row and an output channel, or for one output channel. */
  readonly macsEach: number;
  /** Each output sums over all inputs. */
  readonly isMixing: boolean;
  readonly channels: number;
  keptRows: number;
  keptChannels: number;
}

/** A class in a node. */
interface Occurrence {
  readonly node: WorkingNode;
  rows: number;
  channels: number;
}

export interface LiveWork {
  /** Multiply-accumulates that go with the class now. */
  savedBy(channel: number): number;
  /** Whether every node would keep at least this share of its channels, and `least`. */
  leaves(channel: number, share: number, least: number): boolean;
  remove(channel: number): void;
}

export function liveWork(network: Network, { outputs, input }: ChannelClasses): LiveWork {
  const occurrences = new Map<number, Map<WorkingNode, Occurrence>>();
  const count = (channel: number, node: WorkingNode, what: 'rows' | 'channels') => {
    const own = occurrences.get(channel) ?? new Map<WorkingNode, Occurrence>();
    const found = own.get(node) ?? { node, rows: 0, channels: 0 };
    found[what]++;
    occurrences.set(channel, own.set(node, found));
  };
  for (const [index, node] of network.nodes.entries()) {
    const from = node.inputs[0];
    const working = workingNode(node, outputs[index].length);
    for (const channel of outputs[index]) count(channel, working, 'channels');
    if (!working.isMixing) continue;
    for (const channel of repeated(from < 0 ? input : outputs[from], working.keptRows)) count(channel, working, 'rows');
  }
  const of = (channel: number) => [...(occurrences.get(channel)?.values() ?? [])];
  return {
    savedBy: (channel) =>
      of(channel).reduce(
        (sum, { node, rows, channels }) => sum + macsOf(node) - macsOf({ ...node, ...after(node, rows, channels) }),
        0,
      ),
    leaves: (channel, share, least) =>
      of(channel).every(({ node, channels }) => node.keptChannels - channels >= Math.max(least, share * node.channels)),
    remove(channel) {
      for (const { node, rows, channels } of of(channel)) Object.assign(node, after(node, rows, channels));
    },
  };
}

function workingNode(node: AnyNode, channels: number): WorkingNode {
  const { parameters, outputShape } = node;
  const places = sizeOf(outputShape.slice(0, -1));
  const perChannel = parameters?.weight ? parameters.weight.length / channels : 1;
  const [taps, keptRows] = isMixing(node) ? [1, perChannel] : [perChannel, 0];
  return { macsEach: taps * places, isMixing: isMixing(node), channels, keptRows, keptChannels: channels };
}

function after({ keptRows, keptChannels }: WorkingNode, rows: number, channels: number) {
  return { keptRows: keptRows - rows, keptChannels: keptChannels - channels };
}

function macsOf({ macsEach, keptRows, keptChannels, ...node }: WorkingNode): number {
  return macsEach * keptChannels * (node.isMixing ? keptRows : 1);
}
