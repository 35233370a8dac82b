// Scales of the input, as Rescaling and Normalization make them, taken into the weights of the layer behind them.
import { sameShape } from '../base/shape.ts';
import type { Network, Node, NodeOf } from '../nn/network/network.ts';

type Scale = NodeOf<'depthwiseConv2d'>;

/** A depthwise convolution of one tap that scales its channels. */
function isScale(node: Node): node is Scale {
  if (node.kind !== 'depthwiseConv2d' || node.multiplier !== 1) return false;
  const { kernel, stride } = node;
  return [...kernel, ...stride].every((side) => side === 1);
}

const isMove = ({ kind }: Node) => kind === 'flatten' || kind === 'reshape';

/** The same network with the scales of its input in its first layer, where nothing else reads what is scaled and where
 * no padded zero would have been scaled too; else with one scale instead of several. */
export function foldScales(network: Network): Network {
  const { nodes, inputShape } = network;
  // One behind the other from the input on.
  const target = nodes.findIndex((node) => !isMove(node) && !isScale(node));
  const chain = nodes.slice(0, Math.max(target, 0));
  const scale = chain.filter(isScale).reduce<Scale | undefined>(joined, undefined);
  const isLine = nodes.every(({ inputs }, i) =>
    i <= target ? inputs[0] === i - 1 : inputs.every((at) => at >= target),
  );
  if (!scale || !isLine || nodes[target].inputs.length !== 1) return network;
  const before = chain[chain.length - 1].outputShape;
  const scaled = withScale(nodes[target], scale, before[before.length - 1]);
  // What only made a map for the scale goes with it.
  const moves = sameShape(before, inputShape) ? [] : chain.filter(isMove).slice(-1);
  if (scaled) return replaced(network, target, [...moves.map((move) => ({ ...move, outputShape: before })), scaled]);
  // Whatever its channels are at each scale, they are one number there.
  const count = chain.filter(isScale).length;
  if (count === 1 || chain.some(isMove)) return network;
  return replaced(network, target, [scale, nodes[target]]);
}

/** The nodes up to `target` replaced by these, one behind the other. */
function replaced(network: Network, target: number, start: readonly Node[]): Network {
  const removed = target + 1 - start.length;
  const rest = network.nodes.slice(target + 1);
  return {
    ...network,
    nodes: [
      ...start.map((node, i) => ({ ...node, inputs: [i - 1] })),
      ...rest.map((node) => ({ ...node, inputs: node.inputs.map((at) => at - removed) })),
    ],
  };
}

/** One scale for two, the second of which is `next`. */
function joined(first: Scale | undefined, next: Scale): Scale {
  if (!first) return next;
  const { weight: factors, bias: offsets } = next.parameters;
  const at = (c: number) => c % factors.length;
  const weight = first.parameters.weight.map((value, c) => value * factors[at(c)]);
  const bias = first.parameters.bias.map((value, c) => value * factors[at(c)] + offsets[at(c)]);
  return { ...next, parameters: { weight, bias } };
}

/** `channels`: of what the layer reads. Undefined where the layer can't take the scale over. */
function withScale(node: Node, scale: Scale, channels: number): Node | undefined {
  if (node.kind !== 'conv2d' && node.kind !== 'depthwiseConv2d' && node.kind !== 'dense') return undefined;
  const { weight: factors, bias: offsets } = scale.parameters;
  const isUniform = [factors, offsets].every((list) => list.every((value) => value === list[0]));
  const moves = offsets.some((offset) => offset !== 0);
  // Padded zeros stand behind the scale; reshaped channels are others.
  if (moves && node.kind !== 'dense' && node.padding !== 'valid') return undefined;
  if (node.kind !== 'dense' && channels !== factors.length && !isUniform) return undefined;
  const { weight, bias } = node.parameters;
  const outputs = bias.length;
  // [kh, kw, in, out], [in, out], or [kh, kw, in, multiplier].
  const across = node.kind === 'depthwiseConv2d' ? node.multiplier : outputs;
  const channelAt = (i: number) => Math.floor(i / across) % factors.length;
  const sums = Float64Array.from(bias);
  for (let i = 0; i < weight.length; i++) sums[i % outputs] += weight[i] * offsets[channelAt(i)];
  const parameters = { weight: weight.map((w, i) => w * factors[channelAt(i)]), bias: Float32Array.from(sums) };
  // What was zero by its layer is so no longer.
  return moves ? { ...node, trainBias: true, parameters } : { ...node, parameters };
}
