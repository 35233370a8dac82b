// Dropout: zeroes a random share of the values while training, scaled so that inference needs nothing
// (Srivastava et al. 2014).
import { sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { read, samples, update, write } from '../program/layer-steps.ts';
import { type Layer, nodeAt } from './layer.ts';

const SCHEMA = {
  type: 'object',
  description: 'Drops a random share of the values while training; nothing in the model.',
  additionalProperties: false,
  required: ['rate'],
  properties: { rate: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'Share that is dropped.' } },
} as const;

export type DropoutNode = NodeBase & { readonly kind: 'dropout'; readonly rate: number };

export const dropout: Layer<typeof SCHEMA, DropoutNode> = {
  schema: SCHEMA,
  expand: ({ rate }, position) => ({ ...nodeAt(position), kind: 'dropout', rate }),
  steps(site) {
    const { emit, node, x, y } = site;
    const range = samples(sizeOf(node.outputShape));
    const keep = read(site.keep(node.rate));
    emit('multiply', range, read(x[0]), keep, write(y));
    return ({ dy, give }) => {
      emit('multiply', range, read(dy), keep, update(dy));
      give(0, dy);
    };
  },
  isIdentity: ({ rate }, { training }) => !training || rate === 0,
};
