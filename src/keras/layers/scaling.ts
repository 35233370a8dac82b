// Layers that scale: as depthwise convolutions of one tap, which `foldScales` takes into the first layer where it can.
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { Site, Tensor } from '../build.ts';
import type { Json } from '../json.ts';
import type { Settings } from '../settings.ts';
import { PLAIN, type Translations } from './layer.ts';

/** y = scale x + offset, channel by channel; each list has one number for all channels, or one a channel. */
export function affine(site: Site, scale: readonly number[], offset: readonly number[]): Tensor {
  const { shape } = site.input;
  const channels = shape[shape.length - 1];
  const spread = (list: readonly number[]) => {
    if (list.length !== 1 && list.length !== channels) {
      reject('keras/setting', `${quote(site.path)} has ${list.length} numbers for ${channels} channels`);
    }
    return Float32Array.from({ length: channels }, (_, c) => list[list.length === 1 ? 0 : c]);
  };
  const parameters = { weight: spread(scale), bias: spread(offset) };
  const window = { kernel: 1, stride: 1, dilation: 1, padding: 'valid', multiplier: 1, bias: true };
  // A depthwise convolution takes maps alone.
  const isFlat = shape.length === 1;
  const map = isFlat ? site.add('reshape', { shape: [1, 1, channels] }, [site.input]) : site.input;
  const kind = map.shape.length === 2 ? 'depthwiseConv1d' : 'depthwiseConv2d';
  const scaled = site.add(kind, { ...PLAIN, ...window }, [map], parameters);
  return isFlat ? site.add('flatten', {}, [scaled]) : scaled;
}

/** A number, or a list of them in lists of one. */
function numbersIn(settings: Settings, key: string, otherwise: number): readonly number[] {
  const found = settings.value(key) ?? otherwise;
  const list = [found].flat(8) as readonly Json[];
  const isNumber = (value: Json): value is number => typeof value === 'number' && Number.isFinite(value);
  return list.length > 0 && list.every(isNumber) ? list : settings.refuse(key, 'write numbers');
}

/** keras/src/layers/preprocessing/normalization.py: epsilon is that of float32 in Keras. */
const EPSILON = 1e-7;

export const SCALING_LAYERS = {
  Rescaling(settings) {
    const [scale, offset] = [numbersIn(settings, 'scale', 1), numbersIn(settings, 'offset', 0)];
    return (site) => affine(site, scale, offset);
  },
  Normalization(settings) {
    const isGiven = settings.value('mean') !== undefined;
    const [mean, variance] = isGiven ? [numbersIn(settings, 'mean', 0), numbersIn(settings, 'variance', 1)] : [[], []];
    if (settings.flag('invert', false)) settings.refuse('invert', 'a student normalises; it does not undo it');
    const axis = settings.value('axis');
    settings.pass('input_mean', 'input_variance');
    return (site) => {
      const channels = site.input.shape[site.input.shape.length - 1];
      if (!isLastAxis(axis, site.input.shape.length))
        settings.refuse('axis', 'normalise over the last axis; write axis=-1');
      const count = axis === undefined ? [] : [channels];
      const [means, variances] = isGiven ? [mean, variance] : [site.weight(0, count), site.weight(1, count)];
      const scale = Array.from(variances, (value) => 1 / Math.max(Math.sqrt(value), EPSILON));
      const offset = Array.from(means, (value, c) => -value * scale[scale.length === 1 ? 0 : c]);
      return affine(site, scale, offset);
    };
  },
} as const satisfies Translations;

function isLastAxis(axis: Json | undefined, rank: number): boolean {
  const [at, ...others] = axis === undefined ? [-1] : [axis].flat();
  return others.length === 0 && (at === -1 || at === rank);
}
