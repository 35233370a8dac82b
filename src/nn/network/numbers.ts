// All parameters of a network as one list of numbers, and a network of the same layers with such a list.
import type { Network, Node } from './network.ts';
import { valuesOf } from './trainable.ts';

/** Node after node, each one's parameters in its own order. */
export function numbersOf({ nodes }: Network): Float32Array {
  const numbers = new Float32Array(countNumbers({ nodes }));
  let at = 0;
  for (const values of nodes.flatMap((node) => Object.values(valuesOf(node)))) {
    numbers.set(values, at);
    at += values.length;
  }
  return numbers;
}

export function countNumbers({ nodes }: Pick<Network, 'nodes'>): number {
  const values = nodes.flatMap((node) => Object.values(valuesOf(node)));
  return values.reduce((sum, { length }) => sum + length, 0);
}

/** Undefined where there are more or fewer than the layers have. */
export function withNumbers(network: Network, numbers: Float32Array): Network | undefined {
  if (numbers.length !== countNumbers(network)) return undefined;
  let at = 0;
  const nodes = network.nodes.map((node): Node => {
    if (!('parameters' in node)) return node;
    const parameters = Object.entries(valuesOf(node)).map(([name, { length }]) => {
      at += length;
      return [name, numbers.slice(at - length, at)];
    });
    // The names are the node's own; TypeScript can't see that through Object.fromEntries.
    return { ...node, parameters: Object.fromEntries(parameters) } as Node;
  });
  return { ...network, nodes };
}
