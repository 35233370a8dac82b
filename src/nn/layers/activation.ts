// relu and relu6 as layers of their own.
import { sizeOf } from '../../base/shape.ts';
import type { ActivationCode } from '../../simd/float-kernels.ts';
import type { Node, NodeKind, PlainNode } from '../network/network.ts';
import { type Buffer, type LayerSteps, read, type Site, samples, update, write } from '../program/layer-steps.ts';
export const RELU_SCHEMA = {
  type: 'object',
  description: 'max(x, 0).',
  additionalProperties: false,
  properties: {},
} as const;

export const RELU6_SCHEMA = {
  type: 'object',
  description: 'min(max(x, 0), 6).',
  additionalProperties: false,
  properties: {},
} as const;

/** The kernels' code of a kind of node; 0 for all that are no activations. */
export function activationCodeOf(kind: NodeKind): ActivationCode {
  return kind === 'relu' ? 1 : kind === 'relu6' ? 2 : 0;
}

/** Turns the gradient of the output into that in front of the fused relu, in place. */
export function undoActivation({ emit, node, activation, y }: Site<Node>, dy: Buffer): void {
  if (activation === 0) return;
  emit('activationBackward', samples(sizeOf(node.outputShape)), read(y), read(dy), update(dy), activation);
}

export const activationSteps: LayerSteps<PlainNode> = ({ emit, node, x, y }) => {
  const range = samples(sizeOf(node.outputShape));
  const code = activationCodeOf(node.kind);
  emit('activationForward', range, read(x[0]), write(y), code);
  return ({ dy, give }) => {
    emit('activationBackward', range, read(y), read(dy), update(dy), code);
    give(0, dy);
  };
};
