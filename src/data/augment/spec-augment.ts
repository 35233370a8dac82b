// SpecAugment: stretches of time and of frequency masked (Park et al. 2019, section 2, without the warp of time).
import { reject } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { describeShape, type Shape, sizeOf } from '../../base/shape.ts';
import type { Augmentation } from './augmentation.ts';

const WIDTH = { type: 'integer', minimum: 0, maximum: 65536, default: 0 } as const;
const MASKS = { type: 'integer', minimum: 0, maximum: 16, default: 1 } as const;

const SCHEMA = {
  type: 'object',
  description: 'Masks stretches of time and of frequency of [time, frequency, channels] (Park et al. 2019).',
  additionalProperties: false,
  properties: {
    time: { ...WIDTH, description: 'The most steps of one mask: T.' },
    frequency: { ...WIDTH, description: 'The most frequencies, or coefficients, of one mask: F.' },
    timeMasks: { ...MASKS, description: 'Masks of time.' },
    frequencyMasks: { ...MASKS, description: 'Masks of frequency.' },
    fill: {
      enum: ['zero', 'mean'],
      default: 'zero',
      description: 'What stands in a mask: zero as the network is fed it, or the mean of the sample.',
    },
  },
} as const;

export const specAugment: Augmentation<typeof SCHEMA> = {
  schema: SCHEMA,
  macs: 20,
  prepare({ time, frequency, timeMasks, frequencyMasks, fill }, shape) {
    check({ time, frequency }, shape);
    return (sample, source) => {
      const value = fill === 'zero' ? 0 : meanOf(sample);
      for (let i = 0; i < timeMasks; i++) mask(sample, shape, maskOf(0, time, shape, source), value);
      for (let i = 0; i < frequencyMasks; i++) mask(sample, shape, maskOf(1, frequency, shape, source), value);
    };
  },
};

function check(widths: { readonly time: number; readonly frequency: number }, shape: Shape): void {
  if (shape.length !== 3) {
    const wanted = 'specAugment masks [time, frequency, channels]';
    reject('data/augment', `${wanted}, and a sample is ${describeShape(shape)}; write data.shape, or use cutout`);
  }
  if (widths.time === 0 && widths.frequency === 0) {
    const message = 'specAugment without a width masks nothing; write for example { time: 8, frequency: 2 }';
    reject('data/augment', message);
  }
  for (const [axis, key] of (['time', 'frequency'] as const).entries()) {
    if (widths[key] < shape[axis] || widths[key] === 0) continue;
    const message = `a mask of ${widths[key]} would hide all ${shape[axis]}; write less than ${shape[axis]}`;
    reject('data/augment', message, { path: key });
  }
}

interface Mask {
  readonly axis: number;
  readonly first: number;
  readonly width: number;
}

/** The width uniform in [0, most], the start in [0, length - width). */
function maskOf(axis: number, most: number, shape: Shape, source: Random): Mask {
  const width = source.below(most + 1);
  return { axis, first: source.below(shape[axis] - width), width };
}

function mask(sample: Float32Array, shape: Shape, { axis, first, width }: Mask, value: number): void {
  const length = sizeOf(shape.slice(axis + 1));
  const block = shape[axis] * length;
  // Neighbours along an axis lie side by side.
  for (let start = first * length; start < sample.length; start += block) {
    sample.fill(value, start, start + width * length);
  }
}

function meanOf(sample: Float32Array): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}
