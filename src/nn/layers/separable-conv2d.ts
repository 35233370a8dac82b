// A separable convolution as Keras has it: a depthwise one without bias, then one of 1x1 (Chollet 2017, Xception).
import { conv2d } from './conv2d.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import type { CompositeLayer, LayerPart } from './layer.ts';
import { FILTERS, MULTIPLIER } from './shared-settings.ts';
import { CONVOLUTION_REST, CONVOLUTION_WINDOW, type DilatedWindow, imageOf } from './sliding-window.ts';

const SCHEMA = {
  type: 'object',
  description: 'Depthwise convolution, then one of 1x1 to `filters` channels; nothing between them.',
  additionalProperties: false,
  required: ['filters', 'kernel'],
  properties: {
    filters: FILTERS,
    ...CONVOLUTION_WINDOW,
    multiplier: MULTIPLIER,
    ...CONVOLUTION_REST,
  },
} as const;

export const separableConv2d: CompositeLayer<typeof SCHEMA> = {
  schema: SCHEMA,
  parts(settings, shape) {
    imageOf('separableConv2d', shape);
    return separate(settings, settings);
  },
};

interface SeparableSettings {
  readonly filters: number;
  readonly multiplier: number;
  readonly bias: boolean;
  readonly batchNorm: boolean;
}

type WindowSettings = Pick<Parameters<typeof depthwiseConv2d.expand>[0], keyof DilatedWindow>;

/** Along one axis or two. */
export function separate(settings: SeparableSettings, window: WindowSettings): readonly LayerPart[] {
  const { filters, multiplier, bias, batchNorm } = settings;
  const plain = { activation: 'none', batchNorm: false, bias: false } as const;
  const one = { kernel: 1, stride: 1, padding: 'valid', dilation: 1 } as const;
  return [
    {
      suffix: 'depthwise',
      expand: (position) => depthwiseConv2d.expand({ ...window, multiplier, ...plain }, position),
    },
    { expand: (position) => conv2d.expand({ ...one, filters, ...plain, bias, batchNorm }, position) },
  ];
}
