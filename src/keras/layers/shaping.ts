// Layers without weights that change the shape: pools, zeros around, flat and other shapes.
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import { isList, type Json } from '../json.ts';
import type { Settings } from '../settings.ts';
import { type Build, passOn, requireChannelsLast, type Translation, type Translations } from './layer.ts';

function pool(kind: 'maxPool' | 'averagePool', axes: 1 | 2): Translation {
  return (settings) => {
    requireChannelsLast(settings);
    const size = settings.sides('pool_size', axes, 2);
    const stride = settings.value('strides') === undefined ? size : settings.sides('strides', axes);
    const padding = settings.choice('padding', ['valid', 'same'], 'valid');
    const sides = (list: readonly number[]) => (axes === 1 ? [1, list[0]] : list);
    return (site) => site.add(kind, { size: sides(size), stride: sides(stride), padding }, [site.input]);
  };
}

function globalPool(kind: 'maxPool' | 'averagePool'): Translation {
  return (settings) => {
    requireChannelsLast(settings);
    const keepsAxes = settings.flag('keepdims', false);
    return (site) => {
      if (kind === 'averagePool' && !keepsAxes) return site.add('globalAveragePool', {}, [site.input]);
      const { shape } = site.input;
      const size = shape.length === 2 ? [1, shape[0]] : [shape[0], shape[1]];
      const pooled = site.add(kind, { size, stride: size, padding: 'valid' }, [site.input]);
      return keepsAxes ? pooled : site.add('flatten', {}, [pooled]);
    };
  };
}

/** `1`, `[1, 2]` or `[[1, 2], [3, 4]]`: both sides of each axis. */
function margins(settings: Settings, axes: 1 | 2): readonly (readonly number[])[] {
  const found = settings.value('padding') ?? 1;
  const isMargin = (value: Json): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 1024;
  const pairOf = (value: Json): readonly Json[] => (isList(value) ? value : [value, value]);
  const pairs = axes === 1 ? [pairOf(found)] : pairOf(found).map(pairOf);
  const isSound = pairs.length === axes && pairs.every((pair) => pair.length === 2 && pair.every(isMargin));
  return isSound ? (pairs as number[][]) : settings.refuse('padding', 'write whole numbers from 0 to 1024');
}

function reshaped(from: Shape, target: readonly Json[]): Shape | undefined {
  const isSize = (d: Json): d is number => Number.isSafeInteger(d) && (Number(d) > 0 || d === -1);
  if (!target.every(isSize)) return undefined;
  const known = sizeOf(target.filter((d) => d !== -1));
  const shape = target.map((d) => (d === -1 ? sizeOf(from) / known : d));
  return sizeOf(shape) === sizeOf(from) && shape.every(Number.isSafeInteger) ? shape : undefined;
}

const flat: Build = (site) => (site.input.shape.length === 1 ? site.input : site.add('flatten', {}, [site.input]));

export const SHAPING_LAYERS = {
  MaxPooling1D: pool('maxPool', 1),
  MaxPooling2D: pool('maxPool', 2),
  AveragePooling1D: pool('averagePool', 1),
  AveragePooling2D: pool('averagePool', 2),
  GlobalAveragePooling1D: globalPool('averagePool'),
  GlobalAveragePooling2D: globalPool('averagePool'),
  GlobalMaxPooling1D: globalPool('maxPool'),
  GlobalMaxPooling2D: globalPool('maxPool'),
  ZeroPadding1D(settings) {
    requireChannelsLast(settings);
    const [[left, right]] = margins(settings, 1);
    return (site) => site.add('zeroPad', { top: 0, bottom: 0, left, right }, [site.input]);
  },
  ZeroPadding2D(settings) {
    requireChannelsLast(settings);
    const [[top, bottom], [left, right]] = margins(settings, 2);
    return (site) => site.add('zeroPad', { top, bottom, left, right }, [site.input]);
  },
  Flatten(settings) {
    requireChannelsLast(settings);
    return flat;
  },
  Reshape(settings, path) {
    const target = settings.value('target_shape');
    if (!isList(target) || target.length < 1 || target.length > 3) {
      return settings.refuse('target_shape', 'write one to three sizes');
    }
    return (site) => {
      const { shape } = site.input;
      const to = reshaped(shape, target);
      if (!to) return reject('keras/setting', `${quote(path)} reshapes to another number of values; write as many`);
      if (sameShape(to, shape)) return site.input;
      return to.length === 1 ? flat(site) : site.add('reshape', { shape: to }, [site.input]);
    };
  },
  Permute(settings) {
    const dims = settings.value('dims');
    const isSame = isList(dims) && dims.every((d, i) => d === i + 1);
    return isSame ? passOn : settings.refuse('dims', 'bring the data in this order instead');
  },
} as const satisfies Translations;
