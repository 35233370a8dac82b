// Shifts: the sample moved by whole pixels or steps along its axes. With zeros it is the crop of a padded image
// (He et al. 2016, section 4.2).
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { Augmentation } from './augmentation.ts';
import { checkAlong, eachAlong } from './axes.ts';

const SCHEMA = {
  type: 'object',
  description:
    'Moves a sample by up to so many pixels or steps along each axis; the same as a random crop of a padded image ' +
    '(He et al. 2016).',
  additionalProperties: false,
  required: ['by'],
  properties: {
    by: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      items: { type: 'integer', minimum: 0, maximum: 65536 },
      description: 'The most for each axis, [rows, columns] of an image, [steps] of a series; to either side.',
    },
    fill: {
      enum: ['zero', 'edge'],
      default: 'zero',
      description: 'What moves in: zero as the network is fed it, or the value at the edge again.',
    },
  },
} as const;

export const shift: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 16,
  prepare({ by, fill }, shape) {
    checkAlong(by, shape, { key: 'by', how: 'shift', mostOf: (length) => length - 1 });
    const before = new Float32Array(sizeOf(shape));
    return (sample, source) => {
      for (const [axis, most] of by.entries()) {
        const steps = source.below(2 * most + 1) - most;
        if (steps === 0) continue;
        before.set(sample);
        move(before, sample, shape, { axis, steps, fill });
      }
    };
  },
};

interface Move {
  readonly axis: number;
  /** To greater indices; backwards where it is negative. */
  readonly steps: number;
  readonly fill: 'zero' | 'edge';
}

function move(from: Float32Array, to: Float32Array, shape: Shape, { axis, steps, fill }: Move): void {
  const last = shape[axis] - 1;
  eachAlong(shape, axis, (index, start, length) => {
    const wanted = index - steps;
    const found = Math.min(Math.max(wanted, 0), last);
    if (found !== wanted && fill === 'zero') to.fill(0, start, start + length);
    else {
      const first = start + (found - index) * length;
      for (let i = 0; i < length; i++) to[start + i] = from[first + i];
    }
  });
}
