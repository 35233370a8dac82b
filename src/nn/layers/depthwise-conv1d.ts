// A 1-D depthwise convolution: each channel is filtered by itself along the steps.
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import type { CompositeLayer } from './layer.ts';
import { MULTIPLIER } from './shared-settings.ts';
import { alongSteps, STEPS_REST, STEPS_WINDOW } from './steps-window.ts';

const SCHEMA = {
  type: 'object',
  description: 'Depthwise convolution along steps: a window of one channel to `multiplier` channels.',
  additionalProperties: false,
  required: ['kernel'],
  properties: { ...STEPS_WINDOW, multiplier: MULTIPLIER, ...STEPS_REST },
} as const;

export const depthwiseConv1d: CompositeLayer<typeof SCHEMA> = {
  schema: SCHEMA,
  parts(settings, shape) {
    const { before, ...window } = alongSteps('depthwiseConv1d', settings, shape);
    return [...before, { expand: (position) => depthwiseConv2d.expand({ ...settings, ...window }, position) }];
  },
};
