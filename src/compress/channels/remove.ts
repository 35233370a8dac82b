// A network without some of its channels: fewer filters, units and normalised channels, the same answers otherwise.
import { isMixing } from '../../nn/network/mixing.ts';
import type { Network, Node } from '../../nn/network/network.ts';
import type { AnyNode } from '../../nn/network/node.ts';
import { type ChannelClasses, repeated } from './channel-classes.ts';

/** Without the channels of these classes. */
export function withoutChannels(
  network: Network,
  { outputs, input }: ChannelClasses,
  removed: ReadonlySet<number>,
): Network {
  const keptOf = (channels: Int32Array) =>
    Int32Array.from({ length: channels.length }, (_, i) => i).filter((i) => !removed.has(channels[i]));
  const nodes = network.nodes.map((node, index): Node => {
    const kept = keptOf(outputs[index]);
    if (kept.length === outputs[index].length && !readsRemoved(node, { outputs, input }, removed)) return node;
    const outputShape = [...node.outputShape.slice(0, -1), kept.length];
    const from = node.inputs[0];
    const read = from < 0 ? input : outputs[from];
    const sliced = { ...node, outputShape, ...sizesOf(node, kept.length) };
    const { parameters } = node as AnyNode;
    if (!parameters) return sliced as Node;
    const channels = outputs[index].length;
    const rows = isMixing(node) ? keptOf(repeated(read, rowsOf(node))) : undefined;
    const entries = Object.entries(parameters).map(([name, values]) => {
      return [name, pick(values, channels, name === 'weight' ? rows : undefined, kept)];
    });
    return { ...sliced, parameters: Object.fromEntries(entries) } as Node;
  });
  return { ...network, nodes };
}

function readsRemoved(
  { inputs }: Node,
  { outputs, input }: Pick<ChannelClasses, 'outputs' | 'input'>,
  removed: ReadonlySet<number>,
): boolean {
  return inputs.some((from) => (from < 0 ? input : outputs[from]).some((channel) => removed.has(channel)));
}

/** Attributes that say how many channels there are. */
function sizesOf({ kind }: Node, channels: number): object {
  if (kind === 'conv2d') return { filters: channels };
  return kind === 'dense' ? { units: channels } : {};
}

/** Inputs of all taps. */
function rowsOf(node: Node & { readonly kind: 'conv2d' | 'dense' }): number {
  const { weight, bias } = node.parameters;
  return weight.length / bias.length;
}

/** Of a matrix with `columns` columns these rows (all without) and columns. */
function pick(values: Float32Array, columns: number, rows: Int32Array | undefined, kept: Int32Array): Float32Array {
  const chosen = rows ?? Int32Array.from({ length: values.length / columns }, (_, row) => row);
  const picked = new Float32Array(chosen.length * kept.length);
  let at = 0;
  for (const row of chosen) for (const column of kept) picked[at++] = values[row * columns + column];
  return picked;
}
