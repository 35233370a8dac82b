// Softmax over the last axis: only at the end of a network, and training works on the logits in front of it.
import { sizeOf } from '../../base/shape.ts';
import type { PlainNode } from '../network/network.ts';
import { type LayerSteps, read, samples, write } from '../program/layer-steps.ts';

export const SOFTMAX_SCHEMA = {
  type: 'object',
  description:
    'Turns the last layer into probabilities; only at the end, and training works on the values in front of it.',
  additionalProperties: false,
  properties: {},
} as const;

/** Only for showing its values: losses and answers are taken in front of it. */
export const softmaxSteps: LayerSteps<PlainNode> = ({ emit, node, x, y }) => {
  const classes = node.outputShape[node.outputShape.length - 1];
  emit('softmaxForward', samples(sizeOf(node.outputShape) / classes), read(x[0]), write(y), classes);
  return () => {
    throw new Error('training works on the values in front of softmax');
  };
};
