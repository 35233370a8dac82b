// The channels of several layers side by side, as in DenseNet and Inception.
import { reject } from '../../base/problem.ts';
import { describeShape, sameShape, sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { type LayerSite, read, samples, write } from '../program/layer-steps.ts';
import { type Layer, nodeAt } from './layer.ts';

const SCHEMA = {
  type: 'object',
  description: 'Appends the channels of earlier layers of the same height and width.',
  additionalProperties: false,
  required: ['with'],
  properties: {
    with: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      // TFLM's CONCATENATION takes 10 inputs at most (concatenation.cc, kMaxInputNum).
      maxItems: 9,
      description: 'The names of the earlier layers, in this order.',
    },
  },
} as const;

/** Inputs that differ in their last axis alone. */
export type ConcatNode = NodeBase & { readonly kind: 'concat' };

export const concat: Layer<typeof SCHEMA, ConcatNode> = {
  schema: SCHEMA,
  expand(_, position) {
    const { shapes } = position;
    const [first] = shapes;
    const map = first.slice(0, -1);
    const other = shapes.find((shape) => shape.length !== first.length || !sameShape(shape.slice(0, -1), map));
    if (other) {
      const pair = `${describeShape(first)} in front of it and ${describeShape(other)} of a layer in \`with\``;
      reject('network/concat-shapes', `concat takes layers that differ in their channels alone, not ${pair}`);
    }
    const channels = shapes.reduce((sum, shape) => sum + shape[shape.length - 1], 0);
    return { ...nodeAt(position), kind: 'concat', outputShape: [...map, channels] };
  },
  steps(site) {
    const { emit, x, y } = site;
    const { rows, all, pieces } = piecesOf(site);
    pieces.forEach(({ own, offset }, i) => {
      emit('copyRows', samples(), read(x[i]), write(y), rows, own, 0, own, rows * own, offset, all, rows * all);
    });
    return ({ dy, wants, give }) => {
      pieces.forEach(({ own, offset }, i) => {
        if (!wants(i)) return;
        const dx = site.perSample(rows * own);
        emit('copyRows', samples(), read(dy), write(dx), rows, own, offset, all, rows * all, 0, own, rows * own);
        give(i, dx);
      });
    };
  },
};

/** The positions of the map, and each input's channels among all. */
function piecesOf({ node: { outputShape }, xShapes }: LayerSite<ConcatNode>) {
  const all = outputShape[outputShape.length - 1];
  let next = 0;
  const pieces = xShapes.map((shape) => {
    const own = shape[shape.length - 1];
    const offset = next;
    next += own;
    return { own, offset };
  });
  return { rows: sizeOf(outputShape) / all, all, pieces };
}
