// The sum of two layers' outputs: a residual connection.
import { reject } from '../../base/problem.ts';
import { describeShape, sameShape, sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { read, samples, write } from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { type Layer, nodeAt } from './layer.ts';
import { ACTIVATION } from './shared-settings.ts';

const SCHEMA = {
  type: 'object',
  description: 'Adds the output of an earlier layer of the same shape.',
  additionalProperties: false,
  required: ['with'],
  properties: {
    with: { type: 'string', minLength: 1, description: 'The `name` of the earlier layer.' },
    activation: ACTIVATION,
  },
} as const;

/** Two inputs of one shape. */
export type AddNode = NodeBase & { readonly kind: 'add' };

export const add: Layer<typeof SCHEMA, AddNode> = {
  schema: SCHEMA,
  expand(_, position) {
    const [a, b] = position.shapes;
    if (!sameShape(a, b)) {
      const shapes = `${describeShape(a)} in front of it and ${describeShape(b)} of the layer in \`with\``;
      reject('network/add-shapes', `add takes two layers of one shape, not ${shapes}`);
    }
    return { ...nodeAt(position), kind: 'add' };
  },
  steps(site) {
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
  },
  fuses: true,
};
