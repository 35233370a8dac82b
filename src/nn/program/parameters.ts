// The parameters of a network in the memory: the trained ones in one block, their gradients and the optimizer's state
// in blocks like it.
import type { LayerList } from '../layers/layer.ts';
import type { Network, Node } from '../network/network.ts';
import { isTrained, isZeroBias, valuesOf } from '../network/trainable.ts';
import type { MemoryRegion } from './layer-steps.ts';
import { aligned } from './place.ts';

export interface PlacedParameter {
  /** Index of the node. */
  readonly node: number;
  readonly name: string;
  readonly value: MemoryRegion;
  readonly gradient: MemoryRegion;
}

export interface ParameterLayout {
  readonly placed: readonly PlacedParameter[];
  /** All that are trained. */
  readonly block: MemoryRegion;
  readonly gradients: MemoryRegion;
  readonly states: readonly MemoryRegion[];
}

const NOWHERE: MemoryRegion = { address: 0, bytes: 0 };

/** `states`: numbers that the optimizer keeps for each parameter; undefined: nothing is trained, and there are no
 * gradients. */
export function placeParameters(
  network: Network,
  layers: LayerList,
  states: number | undefined,
  persistent: (bytes: number) => MemoryRegion,
): ParameterLayout {
  const all = network.nodes.flatMap((node, index) =>
    Object.entries(valuesOf(node)).map(([name, values]) => ({
      node: index,
      name,
      values,
      trained: isTrained(node, name, layers),
    })),
  );
  const used = all.filter(({ node, name, trained }) => trained || !isZeroBias(network.nodes[node], name));
  const trained = used.filter((parameter) => parameter.trained);
  const blockBytes = trained.reduce((sum, { values }) => sum + aligned(values.byteLength), 0);
  const block = persistent(blockBytes);
  const gradients = states === undefined ? NOWHERE : persistent(blockBytes);
  let offset = 0;
  const placed = used.map(({ node, name, values, trained }) => {
    const bytes = values.byteLength;
    if (!trained) return { node, name, value: persistent(bytes), gradient: NOWHERE };
    const at = offset;
    offset += aligned(bytes);
    const value = { address: block.address + at, bytes };
    return { node, name, value, gradient: states === undefined ? NOWHERE : { address: gradients.address + at, bytes } };
  });
  return { placed, block, gradients, states: Array.from({ length: states ?? 0 }, () => persistent(blockBytes)) };
}

/** A copy of the network with what `read` finds for each parameter in the memory. */
export function withParameters(
  network: Network,
  parameters: ParameterLayout,
  read: (value: MemoryRegion) => Float32Array,
): Network {
  const nodes = network.nodes.map((node, index): Node => {
    if (!('parameters' in node)) return node;
    const own = parameters.placed.filter((parameter) => parameter.node === index);
    const values = {
      ...structuredClone(node.parameters),
      ...Object.fromEntries(own.map((p) => [p.name, read(p.value)])),
    };
    // The names are the node's own; TypeScript can't see that through Object.fromEntries.
    return { ...node, parameters: values } as Node;
  });
  return { ...network, nodes };
}
