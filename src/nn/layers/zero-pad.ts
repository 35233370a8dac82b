// Zeros around an image, or before and after steps.
import { reject } from '../../base/problem.ts';
import { describeShape, sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import { read, samples, write } from '../program/layer-steps.ts';
import { type Layer, nodeAt } from './layer.ts';
import { mapOf } from './sliding-window.ts';

const side = (description: string) =>
  ({ type: 'integer', minimum: 0, maximum: 1024, default: 0, description }) as const;

const SCHEMA = {
  type: 'object',
  description: 'Zeros around an image, for windows that need others than "padding: same" puts there.',
  additionalProperties: false,
  properties: {
    top: side('Rows above; 0 for steps.'),
    bottom: side('Rows below; 0 for steps.'),
    left: side('Columns on the left, or zeros before the first step.'),
    right: side('Columns on the right, or zeros after the last step.'),
  },
} as const;

/** How many zeros on each side. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export type ZeroPadNode = NodeBase & Margins & { readonly kind: 'zeroPad' };

export const zeroPad: Layer<typeof SCHEMA, ZeroPadNode> = {
  schema: SCHEMA,
  expand({ top, bottom, left, right }, position) {
    const [shape] = position.shapes;
    const isSteps = shape.length === 2;
    if (!isSteps && shape.length !== 3) {
      const takes = 'zeroPad takes height x width x channels, or steps x channels';
      reject('network/rank', `${takes}, not ${describeShape(shape)}`);
    }
    if (isSteps && top + bottom > 0) {
      reject('network/rank', `${describeShape(shape)} has no height; write left and right instead of top and bottom`);
    }
    const [h, w, channels] = mapOf(shape);
    const padded = [h + top + bottom, w + left + right, channels];
    const outputShape = isSteps ? padded.slice(1) : padded;
    return { ...nodeAt(position), kind: 'zeroPad', top, bottom, left, right, outputShape };
  },
  steps(site) {
    const { emit, node, x, y } = site;
    const [h, w, c] = mapOf(site.xShapes[0]);
    const [, outW] = mapOf(node.outputShape);
    const size = sizeOf(node.outputShape);
    const row = w * c;
    const [first, outRow] = [(node.top * outW + node.left) * c, outW * c];
    emit('clear', samples(size), write(y));
    // Between the zeros.
    emit('copyRows', samples(), read(x[0]), write(y), h, row, 0, row, h * row, first, outRow, size);
    return ({ dy, wants, give }) => {
      if (!wants(0)) return;
      const dx = site.perSample(h * row);
      emit('copyRows', samples(), read(dy), write(dx), h, row, first, outRow, size, 0, row, h * row);
      give(0, dx);
    };
  },
};
