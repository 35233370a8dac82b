// Parameters of a network by node and name, where no trainer holds them.
import type { ParameterAt } from '../trainer.ts';
import type { Network } from './network.ts';
import type { AnyNode } from './node.ts';

/** The parameters of a network that doesn't train at the moment. */
export function parametersOf({ nodes }: Pick<Network, 'nodes'>): ParameterAt {
  return (node, name) => {
    const found = (nodes[node] as AnyNode).parameters?.[name];
    if (!found) throw new Error(`${nodes[node].name} has no parameter ${name}`);
    return found;
  };
}
