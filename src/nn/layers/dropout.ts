// Dropout: zeroes a random share of the values while training (Srivastava et al. 2014), scaled so that inference needs nothing.
import type { FromSchema } from 'json-schema-to-ts';
import { sizeOf } from '../../base/shape.ts';
import type { DropoutNode } from '../network/network.ts';
import { type LayerSteps, read, samples, update, write } from '../program/layer-steps.ts';

export const DROPOUT_SCHEMA = {
  type: 'object',
  description: 'Drops a random share of the values while training; nothing in the model.',
  additionalProperties: false,
  required: ['rate'],
  properties: { rate: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'Share that is dropped.' } },
} as const;

export type DropoutSpec = FromSchema<typeof DROPOUT_SCHEMA>;

/** Only for training; without it the layer is its input. */
export const dropoutSteps: LayerSteps<DropoutNode> = (site) => {
  const { emit, node, x, y } = site;
  const range = samples(sizeOf(node.outputShape));
  const keep = read(site.keep(node.rate));
  emit('multiply', range, read(x[0]), keep, write(y));
  return ({ dy, give }) => {
    emit('multiply', range, read(dy), keep, update(dy));
    give(0, dy);
  };
};
