// Layers with weights: dense ones, convolutions, and batch normalisation.
import type { Site, Tensor } from '../build.ts';
import type { Settings } from '../settings.ts';
import { activationSetting } from './activations.ts';
import { type Build, PLAIN, requireChannelsLast, type Translations } from './layer.ts';

const channelsOf = ({ shape }: Tensor) => shape[shape.length - 1];

/** The bias behind so many other weights; undefined without one. */
function biasOf(site: Site, hasBias: boolean, place: number, channels: number) {
  return hasBias ? { bias: site.weight(place, [channels]) } : undefined;
}

interface WindowSetting {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: 'same' | 'valid' | 'causal';
}

function windowSetting(settings: Settings, axes: 1 | 2): WindowSetting {
  requireChannelsLast(settings);
  // A causal window is one along steps.
  const paddings = axes === 1 ? (['valid', 'same', 'causal'] as const) : (['valid', 'same'] as const);
  return {
    kernel: settings.sides('kernel_size', axes),
    stride: settings.sides('strides', axes, 1),
    dilation: settings.sides('dilation_rate', axes, 1),
    padding: settings.choice('padding', paddings, 'valid'),
  };
}

/** One of our convolutions, by its name for images. */
function convolve(
  site: Site,
  kind: 'conv2d' | 'depthwiseConv2d',
  window: WindowSetting,
  own: object,
  weights: { readonly weight: Float32Array; readonly bias?: Float32Array },
): Tensor {
  const isSteps = window.kernel.length === 1;
  const name = isSteps ? kind.replace('2d', '1d') : kind;
  const { kernel, stride, dilation, padding } = window;
  const along = isSteps
    ? { kernel: kernel[0], stride: stride[0], dilation: dilation[0] }
    : { kernel, stride, dilation };
  const settings = { ...PLAIN, ...own, ...along, padding, bias: weights.bias !== undefined };
  return site.add(name, settings, [site.input], { ...weights });
}

function conv(settings: Settings, path: string, axes: 1 | 2): Build {
  const filters = settings.count('filters');
  const window = windowSetting(settings, axes);
  const groups = settings.count('groups', 1);
  const hasBias = settings.flag('use_bias', true);
  const follow = activationSetting(settings, path);
  return (site) => {
    const channels = channelsOf(site.input);
    const isDepthwise = groups > 1 && groups === channels && filters % channels === 0;
    if (groups > 1 && !isDepthwise) settings.refuse('groups', 'use one group, or DepthwiseConv2D');
    const weight = site.weight(0, [...window.kernel, channels / groups, filters]);
    const weights = { weight, ...biasOf(site, hasBias, 1, filters) };
    const made = isDepthwise
      ? convolve(site, 'depthwiseConv2d', window, { multiplier: filters / channels }, weights)
      : convolve(site, 'conv2d', window, { filters }, weights);
    return follow(site, made);
  };
}

function depthwise(settings: Settings, path: string, axes: 1 | 2): Build {
  const window = windowSetting(settings, axes);
  const multiplier = settings.count('depth_multiplier', 1);
  const hasBias = settings.flag('use_bias', true);
  const follow = activationSetting(settings, path);
  // Of the convolution that it is made from in Keras.
  settings.pass('filters', 'groups');
  return (site) => {
    const channels = channelsOf(site.input);
    const weight = site.weight(0, [...window.kernel, channels, multiplier]);
    const weights = { weight, ...biasOf(site, hasBias, 1, channels * multiplier) };
    return follow(site, convolve(site, 'depthwiseConv2d', window, { multiplier }, weights));
  };
}

function separable(settings: Settings, path: string, axes: 1 | 2): Build {
  const filters = settings.count('filters');
  const window = windowSetting(settings, axes);
  const multiplier = settings.count('depth_multiplier', 1);
  const hasBias = settings.flag('use_bias', true);
  const follow = activationSetting(settings, path);
  settings.pass('groups');
  return (site) => {
    const channels = channelsOf(site.input);
    const weight = site.weight(0, [...window.kernel, channels, multiplier]);
    const first = convolve(site, 'depthwiseConv2d', window, { multiplier }, { weight });
    const ones = window.kernel.map(() => 1);
    const point = { kernel: ones, stride: ones, dilation: ones, padding: 'valid' } as const;
    const pointWeight = site.weight(1, [...ones, channels * multiplier, filters]);
    const weights = { weight: pointWeight, ...biasOf(site, hasBias, 2, filters) };
    return follow(site, convolve({ ...site, input: first }, 'conv2d', point, { filters }, weights));
  };
}

export const WEIGHTED_LAYERS = {
  Dense(settings, path) {
    const units = settings.count('units');
    const hasBias = settings.flag('use_bias', true);
    const follow = activationSetting(settings, path);
    return (site) => {
      const { shape } = site.input;
      const weight = site.weight(0, [channelsOf(site.input), units]);
      const parameters = { weight, ...biasOf(site, hasBias, 1, units) };
      if (shape.length === 1) {
        return follow(site, site.add('dense', { ...PLAIN, units, bias: hasBias }, [site.input], parameters));
      }
      // Keras' dense layer works on the last axis: a convolution of one position.
      const ones = shape.length === 2 ? [1] : [1, 1];
      const window = { kernel: ones, stride: ones, dilation: ones, padding: 'valid' } as const;
      return follow(site, convolve(site, 'conv2d', window, { filters: units }, parameters));
    };
  },
  Conv1D: (settings, path) => conv(settings, path, 1),
  Conv2D: (settings, path) => conv(settings, path, 2),
  DepthwiseConv1D: (settings, path) => depthwise(settings, path, 1),
  DepthwiseConv2D: (settings, path) => depthwise(settings, path, 2),
  SeparableConv1D: (settings, path) => separable(settings, path, 1),
  SeparableConv2D: (settings, path) => separable(settings, path, 2),
  BatchNormalization(settings) {
    const epsilon = settings.number('epsilon', 0.001);
    const momentum = settings.number('momentum', 0.99);
    const [center, scale] = [settings.flag('center', true), settings.flag('scale', true)];
    const axis = settings.value('axis') ?? -1;
    // Off by default, and others' training.
    settings.pass('renorm_momentum', 'fused');
    return (site) => {
      const { shape } = site.input;
      const [at] = [axis].flat();
      if (at !== -1 && at !== shape.length) settings.refuse('axis', 'normalise over the last axis; write axis=-1');
      const channels = [channelsOf(site.input)];
      const weights = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : []), 'mean', 'variance'];
      const parameters = Object.fromEntries(weights.map((name, place) => [name, site.weight(place, channels)]));
      return site.add('batchNorm', { epsilon, momentum }, [site.input], parameters);
    };
  },
} as const satisfies Translations;
