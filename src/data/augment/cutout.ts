// Cutout: a square of zeros at a random place (DeVries and Taylor 2017).
import { reject } from '../../base/problem.ts';
import { describeShape, sizeOf } from '../../base/shape.ts';
import type { Augmentation } from './augmentation.ts';
import { axesOf } from './axes.ts';

const SCHEMA = {
  type: 'object',
  description:
    'Sets a square, or of a series a stretch, to zero; its centre may be anywhere (DeVries and Taylor 2017).',
  additionalProperties: false,
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 65536, description: 'Its length along each axis.' },
  },
} as const;

export const cutout: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 20,
  prepare({ size }, shape) {
    const axes = axesOf(shape, 'cut');
    if (axes.every((length) => size >= length)) {
      const most = Math.max(...axes) - 1;
      const message = `a cut of ${size} would hide all of ${describeShape(shape)}; write at most ${most}`;
      reject('data/augment', message, { path: 'size' });
    }
    const channels = shape[shape.length - 1];
    const strides = axes.map((_, axis) => sizeOf(axes.slice(axis + 1)));
    const positions = sizeOf(axes);
    return (sample, source) => {
      const firsts = axes.map((length) => source.below(length) - Math.floor(size / 2));
      for (let position = 0; position < positions; position++) {
        const isCut = axes.every((length, axis) => {
          const index = Math.floor(position / strides[axis]) % length;
          return index >= firsts[axis] && index < firsts[axis] + size;
        });
        if (isCut) sample.fill(0, position * channels, (position + 1) * channels);
      }
    };
  },
};
