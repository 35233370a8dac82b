// A 1-D convolution: one over an image of height 1, with the zeros of a causal one in front.
import { conv2d } from './conv2d.ts';
import type { CompositeLayer } from './layer.ts';
import { FILTERS } from './shared-settings.ts';
import { alongSteps, STEPS_REST, STEPS_WINDOW } from './steps-window.ts';

const SCHEMA = {
  type: 'object',
  description: 'Convolution along steps: a window of the input, all channels, to each of `filters` channels.',
  additionalProperties: false,
  required: ['filters', 'kernel'],
  properties: {
    filters: FILTERS,
    ...STEPS_WINDOW,
    ...STEPS_REST,
  },
} as const;

export const conv1d: CompositeLayer<typeof SCHEMA> = {
  schema: SCHEMA,
  parts(settings, shape) {
    const { before, ...window } = alongSteps('conv1d', settings, shape);
    return [...before, { expand: (position) => conv2d.expand({ ...settings, ...window }, position) }];
  },
};
