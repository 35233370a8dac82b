// A depthwise convolution: each channel is filtered by itself.
import type { FromSchema } from 'json-schema-to-ts';
import { ACTIVATION, BATCH_NORM, BIAS, DILATION, KERNEL, PADDING, STRIDE } from './fragments.ts';

export const DEPTHWISE_CONV2D_SCHEMA = {
  type: 'object',
  description: 'Depthwise convolution: a window of one channel to `multiplier` channels.',
  additionalProperties: false,
  required: ['kernel'],
  properties: {
    kernel: KERNEL,
    stride: STRIDE,
    padding: PADDING,
    multiplier: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      default: 1,
      description: 'Output channels for each input channel.',
    },
    dilation: DILATION,
    batchNorm: BATCH_NORM,
    activation: ACTIVATION,
    bias: BIAS,
  },
} as const;

export type DepthwiseConv2dSpec = FromSchema<typeof DEPTHWISE_CONV2D_SCHEMA>;
