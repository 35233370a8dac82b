// The sum of two layers' outputs: a residual connection.
import type { FromSchema } from 'json-schema-to-ts';
import { sizeOf } from '../../base/shape.ts';
import type { PlainNode } from '../network/network.ts';
import { type LayerSteps, read, samples, write } from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { ACTIVATION } from './fragments.ts';

export const ADD_SCHEMA = {
  type: 'object',
  description: 'Adds the output of an earlier layer of the same shape.',
  additionalProperties: false,
  required: ['with'],
  properties: {
    with: { type: 'string', minLength: 1, description: 'The `name` of the earlier layer.' },
    activation: ACTIVATION,
  },
} as const;

export type AddSpec = FromSchema<typeof ADD_SCHEMA>;

export const addSteps: LayerSteps<PlainNode> = (site) => {
  const { emit, node, activation, x, y } = site;
  const range = samples(sizeOf(node.outputShape));
  emit('addForward', range, read(x[0]), read(x[1]), write(y), activation);
  return ({ dy, wants, give }) => {
    undoActivation(site, dy);
    if (wants(0) && wants(1)) {
      const copy = site.perSample(sizeOf(node.outputShape));
      // Without an activation this copies.
      emit('activationBackward', range, read(dy), read(dy), write(copy), 0);
      give(1, copy);
    } else if (wants(1)) {
      give(1, dy);
    }
    if (wants(0)) give(0, dy);
  };
};
