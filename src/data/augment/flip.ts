// Flips: the sample mirrored along an axis.
import { reject } from '../../base/problem.ts';
import { describeShape, sizeOf } from '../../base/shape.ts';
import type { Augmentation } from './augmentation.ts';
import { axesOf, eachAlong } from './axes.ts';

const AXES = { vertical: 0, horizontal: 1 } as const;

const SCHEMA = {
  type: 'object',
  description: 'Mirrors a sample; only for classes that a mirror leaves what they are.',
  additionalProperties: false,
  required: ['axis'],
  properties: {
    axis: {
      enum: ['horizontal', 'vertical'],
      description: 'horizontal: left becomes right; vertical: top becomes bottom, or the start of a series its end.',
    },
    probability: { type: 'number', minimum: 0, maximum: 1, default: 0.5, description: 'How often.' },
  },
} as const;

export const flip: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 12,
  prepare({ axis: name, probability }, shape) {
    const axis = AXES[name];
    const axes = axesOf(shape, 'flip');
    if (axis >= axes.length || axes[axis] < 2) {
      const lacks = `a sample of ${describeShape(shape)} has no ${name} axis to flip`;
      const other = axes[0] > 1 && axis === 1 ? '; write axis: vertical to turn its first axis, or remove it' : '';
      reject('data/augment', `${lacks}${other}`, { path: 'axis' });
    }
    const before = new Float32Array(sizeOf(shape));
    return (sample, source) => {
      if (source.uniform() >= probability) return;
      before.set(sample);
      eachAlong(shape, axis, (index, start, length) => {
        const first = start + (shape[axis] - 1 - 2 * index) * length;
        for (let i = 0; i < length; i++) sample[start + i] = before[first + i];
      });
    };
  },
};
