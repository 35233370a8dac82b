// A 2-D convolution over NHWC images.
import { elements, read, samples, scalar, write } from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { type Layer, nodeAt } from './layer.ts';
import { FILTERS } from './shared-settings.ts';
import { CONVOLUTION_REST, CONVOLUTION_WINDOW, type DilatedWindow, slide, windowOf } from './sliding-window.ts';
import { rowsSteps, type WeightedNode, weightSteps, weightsAt } from './weights.ts';

const SCHEMA = {
  type: 'object',
  description: 'Convolution: a window of the input, all channels, to each of `filters` channels.',
  additionalProperties: false,
  required: ['filters', 'kernel'],
  properties: {
    filters: FILTERS,
    ...CONVOLUTION_WINDOW,
    ...CONVOLUTION_REST,
  },
} as const;

/** weight: [kh, kw, inC, outC] (Keras order); bias: [outC]. */
export type Conv2dNode = WeightedNode & DilatedWindow & { readonly kind: 'conv2d'; readonly filters: number };

export const conv2d: Layer<typeof SCHEMA, Conv2dNode> = {
  schema: SCHEMA,
  expand(settings, position) {
    const { filters } = settings;
    const { window, channels, shapeOf } = slide('conv2d', settings, position);
    const weights = weightsAt(position, [...window.kernel, channels, filters], filters, settings);
    return { ...nodeAt(position), kind: 'conv2d', filters, ...window, outputShape: shapeOf(filters), ...weights };
  },
  steps(site) {
    const { emit, node, activation, x, y } = site;
    const g = windowOf(node, site.xShapes[0]);
    const { kh, kw, inC, outC } = g;
    // Pointwise: every position is a row, and k runs over the same numbers in the same order.
    if (kh * kw * g.strideH * g.strideW === 1) return rowsSteps(site, g.h * g.w, inC, outC);
    const { weight, bias, weightGradient, sumBias } = weightSteps(site);
    const [window, space] = [site.window(g), site.convWorkspace(g)];
    emit('convForward', samples(), read(x[0]), weight, bias, write(y), window, activation, space);
    return ({ dy, wants, give }) => {
      undoActivation(site, dy);
      if (wants(0)) {
        const dx = site.perSample(g.h * g.w * inC);
        emit('convBackwardInput', samples(), read(dy), weight, write(dx), window, space);
        give(0, dx);
      }
      const taps = elements(kh * kw * inC);
      emit('convBackwardWeight', taps, read(x[0]), read(dy), weightGradient(), window, scalar('count'), space);
      sumBias(dy, g.outH * g.outW, outC);
    };
  },
  fans: ({ kernel: [kh, kw], filters, parameters }) => ({
    fanIn: parameters.weight.length / filters,
    fanOut: kh * kw * filters,
  }),
  fuses: true,
};
