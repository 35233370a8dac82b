// A 1-D separable convolution: a depthwise one along the steps without bias, then one of length 1.
import type { CompositeLayer } from './layer.ts';
import { separate } from './separable-conv2d.ts';
import { FILTERS, MULTIPLIER } from './shared-settings.ts';
import { alongSteps, STEPS_REST, STEPS_WINDOW } from './steps-window.ts';

const SCHEMA = {
  type: 'object',
  description: 'Depthwise convolution along steps, then one of length 1 to `filters` channels.',
  additionalProperties: false,
  required: ['filters', 'kernel'],
  properties: {
    filters: FILTERS,
    ...STEPS_WINDOW,
    multiplier: MULTIPLIER,
    ...STEPS_REST,
  },
} as const;

export const separableConv1d: CompositeLayer<typeof SCHEMA> = {
  schema: SCHEMA,
  parts(settings, shape) {
    const { before, ...window } = alongSteps('separableConv1d', settings, shape);
    return [...before, ...separate(settings, window)];
  },
};
