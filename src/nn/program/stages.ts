// The nodes that compute something, with the activations that are fused into them.
import type { ActivationCode } from '../../simd/float-kernels.ts';
import { activationCodeOf } from '../layers/activation.ts';
import type { Network, Node, NodeKind } from '../network/network.ts';

export interface Stage {
  readonly node: Node;
  readonly activation: ActivationCode;
}

export interface Staged {
  readonly stages: readonly Stage[];
  /** For every node the stage whose output its values are; -1 for the network's input. */
  readonly sourceOf: readonly number[];
  /** The stage of the logits. */
  readonly output: number;
}

export interface Staging {
  /** Keep every node's values, softmax among them. */
  readonly unfused: boolean;
  /** Dropout drops. */
  readonly training: boolean;
}

const FUSES: readonly NodeKind[] = ['dense', 'conv2d', 'depthwiseConv2d', 'batchNorm', 'add'];

export function stagesOf({ nodes }: Network, { unfused, training }: Staging): Staged {
  const stages: Stage[] = [];
  const sourceOf: number[] = [];
  const at = (index: number) => (index < 0 ? -1 : sourceOf[index]);
  const isPassedOn = ({ kind, ...node }: Node) =>
    kind === 'flatten' ||
    (kind === 'softmax' && !unfused) ||
    (kind === 'dropout' && (!training || !('rate' in node) || node.rate === 0));
  /** Whether `index` alone reads what this stage computes. */
  const isOnlyReader = (index: number, stage: number) =>
    nodes.every((node, i) => i === index || sourceOf[i] === stage || node.inputs.every((input) => at(input) !== stage));
  nodes.forEach((node, index) => {
    const source = at(node.inputs[0]);
    const code = activationCodeOf(node.kind);
    const before = stages[source];
    if (isPassedOn(node)) {
      sourceOf.push(source);
    } else if (
      code !== 0 &&
      !unfused &&
      before?.activation === 0 &&
      FUSES.includes(before.node.kind) &&
      isOnlyReader(index, source)
    ) {
      stages[source] = { ...before, activation: code };
      sourceOf.push(source);
    } else {
      sourceOf.push(stages.length);
      stages.push({ node, activation: 0 });
    }
  });
  const last = nodes[nodes.length - 1];
  return { stages, sourceOf, output: last.kind === 'softmax' ? at(last.inputs[0]) : sourceOf[nodes.length - 1] };
}
