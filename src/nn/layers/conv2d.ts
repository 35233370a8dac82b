// A 2-D convolution over NHWC images.
import type { FromSchema } from 'json-schema-to-ts';
import type { Conv2dNode } from '../network/network.ts';
import { elements, type LayerSteps, read, samples, scalar, write } from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { rowsSteps } from './dense.ts';
import { ACTIVATION, BATCH_NORM, BIAS, DILATION, KERNEL, PADDING, parameterOf, STRIDE, windowOf } from './fragments.ts';

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

export const conv2dSteps: LayerSteps<Conv2dNode> = (site) => {
  const { emit, node, activation, x, y } = site;
  const g = windowOf(node, site.xShapes[0]);
  const { kh, kw, inC, outC } = g;
  // Pointwise: every position is a row, and k runs over the same numbers in the same order.
  if (kh * kw * g.strideH * g.strideW === 1) return rowsSteps(site, g.h * g.w, inC, outC);
  const [weight, bias] = [parameterOf(site, 'weight'), site.parameter('bias')];
  const [window, workspace] = [site.window(g), site.convWorkspace(g)];
  const biasOrNone = bias ? read(bias.value) : 0;
  emit('convForward', samples(), read(x[0]), read(weight.value), biasOrNone, write(y), window, activation, workspace);
  return ({ dy, wants, give }) => {
    undoActivation(site, dy);
    if (wants(0)) {
      const dx = site.perSample(g.h * g.w * inC);
      emit('convBackwardInput', samples(), read(dy), read(weight.value), write(dx), window, workspace);
      give(0, dx);
    }
    const gradient = write(weight.gradient);
    emit(
      'convBackwardWeight',
      elements(kh * kw * inC),
      read(x[0]),
      read(dy),
      gradient,
      window,
      scalar('count'),
      workspace,
    );
    if (bias)
      emit('columnSums', elements(outC), read(dy), write(bias.gradient), scalar('count', g.outH * g.outW), outC);
  };
};
