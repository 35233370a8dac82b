// The same values in another shape, row by row.
import { reject } from '../../base/problem.ts';
import { describeShape, sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { type Layer, nodeAt } from './layer.ts';

const SCHEMA = {
  type: 'object',
  description: 'The same values in another shape, row by row.',
  additionalProperties: false,
  required: ['shape'],
  properties: {
    shape: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 65536 },
      minItems: 1,
      maxItems: 3,
      description: 'Of one sample: values, steps x channels, or height x width x channels.',
    },
  },
} as const;

export type ReshapeNode = NodeBase & { readonly kind: 'reshape' };

export const reshape: Layer<typeof SCHEMA, ReshapeNode> = {
  schema: SCHEMA,
  expand({ shape }, position) {
    const [from] = position.shapes;
    if (sizeOf(shape) !== sizeOf(from)) {
      const values = `${describeShape(from)} are ${sizeOf(from)} values, ${describeShape(shape)} are ${sizeOf(shape)}`;
      reject('network/shape', `${values}; write a shape of as many`);
    }
    return { ...nodeAt(position), kind: 'reshape', outputShape: shape };
  },
  steps() {
    throw new Error('reshape passes its input on');
  },
  isIdentity: () => true,
};
