// Softmax over the last axis: only at the end of a network, and training works on the logits in front of it.
import { sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { read, samples, write } from '../program/layer-steps.ts';
import { type Layer, nodeAt } from './layer.ts';
import { noSettings } from './shared-settings.ts';

const SCHEMA = noSettings(
  'Turns the last layer into probabilities; only at the end, and training works on the values in front of it.',
);

export type SoftmaxNode = NodeBase & { readonly kind: 'softmax' };

export const softmax: Layer<typeof SCHEMA, SoftmaxNode> = {
  schema: SCHEMA,
  expand: (_, position) => ({ ...nodeAt(position), kind: 'softmax' }),
  steps({ emit, node, x, y }) {
    const classes = node.outputShape[node.outputShape.length - 1];
    emit('softmaxForward', samples(sizeOf(node.outputShape) / classes), read(x[0]), write(y), classes);
    return () => {
      throw new Error('training works on the values in front of softmax');
    };
  },
  // Only for showing its values.
  isIdentity: (_, { unfused }) => !unfused,
  onlyLast: true,
};
