// The nodes that compute something, with the activations that are fused into them.
import type { ActivationCode } from '../../simd/float-kernels.ts';
import { type LayerList, layerOf, type Use } from '../layers/layer.ts';
import type { Network } from '../network/network.ts';
import type { AnyNode } from '../network/node.ts';

/** A node of its own memory: its outputs are [batch, ...node.outputShape], after the activation. */
export interface Stage {
  readonly node: AnyNode;
  /** Fused into it; 0 for none. */
  readonly activation: ActivationCode;
}

export interface StagePlan {
  /** In the order of the network's nodes. */
  readonly stages: readonly Stage[];
  /** For every node the stage whose output its values are; -1 for the network's input. */
  readonly sourceOf: readonly number[];
  /** The stage of the logits; -1 where the network only passes its input on. */
  readonly output: number;
}

/** What else than the next layers reads a network. */
export interface Readers {
  /** Index of the node that the network ends in; the last one unless regressors follow. */
  readonly end?: number;
  /** Indices of nodes whose values are read: nothing is fused behind them. */
  readonly compared?: readonly number[];
}

/** Nodes that are their input in this use have no stage. Throws for a kind that is not among `layers`. */
export function stagesOf(
  { nodes }: Network,
  layers: LayerList,
  use: Use,
  { end = nodes.length - 1, compared = [] }: Readers = {},
): StagePlan {
  const stages: Stage[] = [];
  const sourceOf: number[] = [];
  const at = (index: number) => (index < 0 ? -1 : sourceOf[index]);
  const kindOf = (node: AnyNode) => layerOf(layers, node.kind);
  /** Whether `index` alone reads what this stage computes. */
  const isOnlyReader = (index: number, stage: number) =>
    !compared.some((node) => sourceOf[node] === stage) &&
    nodes.every((node, i) => i === index || sourceOf[i] === stage || node.inputs.every((input) => at(input) !== stage));
  const canFuse = (index: number, stage: number) => {
    const before = stages[stage];
    return !use.unfused && before?.activation === 0 && kindOf(before.node).fuses && isOnlyReader(index, stage);
  };
  nodes.forEach((node, index) => {
    const source = at(node.inputs[0]);
    const { activation } = kindOf(node);
    if (kindOf(node).isIdentity?.(node, use)) {
      sourceOf.push(source);
    } else if (activation !== undefined && canFuse(index, source)) {
      stages[source] = { ...stages[source], activation };
      sourceOf.push(source);
    } else {
      sourceOf.push(stages.length);
      stages.push({ node, activation: 0 });
    }
  });
  const last = nodes[end];
  return { stages, sourceOf, output: kindOf(last).onlyLast ? at(last.inputs[0]) : sourceOf[end] };
}
