// A depthwise convolution: each channel is filtered by itself.
import { depthwisePieces } from '../../simd/window.ts';
import { elements, read, samples, scalar, write } from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { type Layer, nodeAt } from './layer.ts';
import { MULTIPLIER } from './shared-settings.ts';
import { CONVOLUTION_REST, CONVOLUTION_WINDOW, type DilatedWindow, slide, windowOf } from './sliding-window.ts';
import { type WeightedNode, weightSteps, weightsAt } from './weights.ts';

const SCHEMA = {
  type: 'object',
  description: 'Depthwise convolution: a window of one channel to `multiplier` channels.',
  additionalProperties: false,
  required: ['kernel'],
  properties: {
    ...CONVOLUTION_WINDOW,
    multiplier: MULTIPLIER,
    ...CONVOLUTION_REST,
  },
} as const;

/** weight: [kh, kw, inC, multiplier], so output channel c * multiplier + m; bias: [inC * multiplier]. */
export type DepthwiseConv2dNode = WeightedNode &
  DilatedWindow & { readonly kind: 'depthwiseConv2d'; readonly multiplier: number };

export const depthwiseConv2d: Layer<typeof SCHEMA, DepthwiseConv2dNode> = {
  schema: SCHEMA,
  expand(settings, position) {
    const { multiplier } = settings;
    const { window, channels, shapeOf } = slide('depthwiseConv2d', settings, position);
    const outputs = channels * multiplier;
    return {
      ...nodeAt(position),
      kind: 'depthwiseConv2d',
      multiplier,
      ...window,
      outputShape: shapeOf(outputs),
      ...weightsAt(position, [...window.kernel, outputs], outputs, settings),
    };
  },
  steps(site) {
    const { emit, node, activation, x, y } = site;
    const g = windowOf(node, site.xShapes[0]);
    const { weight, bias, weightGradient, sumBias } = weightSteps(site);
    const window = site.window(g);
    emit('depthwiseForward', samples(), read(x[0]), weight, bias, write(y), window, activation);
    return ({ dy, wants, give }) => {
      undoActivation(site, dy);
      if (wants(0)) {
        const dx = site.perSample(g.h * g.w * g.inC);
        emit('depthwiseBackwardInput', samples(), read(dy), weight, write(dx), window);
        give(0, dx);
      }
      const pieces = elements(depthwisePieces(g), 1);
      emit('depthwiseBackwardWeight', pieces, read(x[0]), read(dy), weightGradient(), window, scalar('count'));
      sumBias(dy, g.outH * g.outW, g.outC);
    };
  },
  // Keras takes the kernel [kh, kw, inC, multiplier] for that of a convolution (its compute_fans).
  fans: ({ kernel: [kh, kw], multiplier, parameters }) => ({
    fanIn: parameters.weight.length / multiplier,
    fanOut: kh * kw * multiplier,
  }),
  fuses: true,
};
