// A depthwise convolution: each channel is filtered by itself.
import type { FromSchema } from 'json-schema-to-ts';
import type { DepthwiseConv2dNode } from '../network/network.ts';
import { elements, type LayerSteps, read, samples, scalar, write } from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { ACTIVATION, BATCH_NORM, BIAS, DILATION, KERNEL, PADDING, parameterOf, STRIDE, windowOf } from './fragments.ts';

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

export const depthwiseConv2dSteps: LayerSteps<DepthwiseConv2dNode> = (site) => {
  const { emit, node, activation, x, y } = site;
  const g = windowOf(node, site.xShapes[0]);
  const { outC } = g;
  const [weight, bias] = [parameterOf(site, 'weight'), site.parameter('bias')];
  const window = site.window(g);
  const biasOrNone = bias ? read(bias.value) : 0;
  emit('depthwiseForward', samples(), read(x[0]), read(weight.value), biasOrNone, write(y), window, activation);
  return ({ dy, wants, give }) => {
    undoActivation(site, dy);
    if (wants(0)) {
      const dx = site.perSample(g.h * g.w * g.inC);
      emit('depthwiseBackwardInput', samples(), read(dy), read(weight.value), write(dx), window);
      give(0, dx);
    }
    const gradient = write(weight.gradient);
    emit('depthwiseBackwardWeight', elements(outC), read(x[0]), read(dy), gradient, window, scalar('count'));
    if (bias)
      emit('columnSums', elements(outC), read(dy), write(bias.gradient), scalar('count', g.outH * g.outW), outC);
  };
};
