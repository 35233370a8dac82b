// Crops: a random part of the sample, stretched to the whole again (Szegedy et al. 2015, section 6; each axis alone).
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { Augmentation } from './augmentation.ts';
import { axesOf, eachAlong } from './axes.ts';

const SCHEMA = {
  type: 'object',
  description:
    'A random part of a sample, stretched to its shape again by linear interpolation (Szegedy et al. 2015). ' +
    'The crop of a padded image is `shift`.',
  additionalProperties: false,
  required: ['least'],
  properties: {
    least: {
      type: 'number',
      minimum: 0.1,
      maximum: 1,
      description: 'The smallest share of each axis that is taken, for example 0.8.',
    },
  },
} as const;

export const crop: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 20,
  prepare({ least }, shape) {
    const axes = axesOf(shape, 'crop');
    const before = new Float32Array(sizeOf(shape));
    return (sample, source) => {
      for (const [axis, length] of axes.entries()) {
        const part = (length - 1) * (least + (1 - least) * source.uniform());
        const from = (length - 1 - part) * source.uniform();
        if (length === 1) continue;
        before.set(sample);
        stretch(before, sample, shape, { axis, from, step: part / (length - 1) });
      }
    };
  },
};

/** Index i of the axis gets what lies at `from + i * step`, both neighbours weighed by how near they are. */
function stretch(
  before: Float32Array,
  after: Float32Array,
  shape: Shape,
  { axis, from, step }: { axis: number; from: number; step: number },
): void {
  const last = shape[axis] - 1;
  eachAlong(shape, axis, (index, start, length) => {
    const place = Math.min(from + index * step, last);
    const low = Math.floor(place);
    const share = place - low;
    const first = start + (low - index) * length;
    const second = share === 0 ? first : first + length;
    for (let i = 0; i < length; i++) {
      after[start + i] = (1 - share) * before[first + i] + share * before[second + i];
    }
  });
}
