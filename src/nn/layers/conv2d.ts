// A 2-D convolution over NHWC images.
import type { FromSchema } from 'json-schema-to-ts';
import { ACTIVATION, BATCH_NORM, BIAS, DILATION, KERNEL, PADDING, STRIDE } from './fragments.ts';

export const CONV2D_SCHEMA = {
  type: 'object',
  description: 'Convolution: a window of the input, all channels, to each of `filters` channels.',
  additionalProperties: false,
  required: ['filters', 'kernel'],
  properties: {
    filters: { type: 'integer', minimum: 1, maximum: 65536, description: 'Number of output channels.' },
    kernel: KERNEL,
    stride: STRIDE,
    padding: PADDING,
    dilation: DILATION,
    batchNorm: BATCH_NORM,
    activation: ACTIVATION,
    bias: BIAS,
  },
} as const;

export type Conv2dSpec = FromSchema<typeof CONV2D_SCHEMA>;
