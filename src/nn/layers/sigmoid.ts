// Sigmoid of each output: only at the end of a network, and training works on the logits in front of it.
import { sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { read, samples, write } from '../program/layer-steps.ts';
import { type Layer, nodeAt } from './layer.ts';
import { noSettings } from './shared-settings.ts';

const SCHEMA = noSettings(
  'Turns each output into a probability of its own, for the tasks binary and multi-label; only at the end, and ' +
    'training works on the values in front of it.',
);

export type SigmoidNode = NodeBase & { readonly kind: 'sigmoid' };

export const sigmoid: Layer<typeof SCHEMA, SigmoidNode> = {
  schema: SCHEMA,
  expand: (_, position) => ({ ...nodeAt(position), kind: 'sigmoid' }),
  steps({ emit, node, x, y }) {
    emit('sigmoidForward', samples(sizeOf(node.outputShape)), read(x[0]), write(y));
    return () => {
      throw new Error('training works on the values in front of sigmoid');
    };
  },
  // Only for showing its values.
  isIdentity: (_, { unfused }) => !unfused,
  onlyLast: true,
};
