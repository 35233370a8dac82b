// Activations, as layers and as settings of other layers.
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { Site, Tensor } from '../build.ts';
import { activationOf, type Settings, settingsOf } from '../settings.ts';
import type { Build, Translations } from './layer.ts';

const REMEDY = 'use relu or relu6, and softmax or sigmoid at the end';

/** What follows a layer. */
export type Follow = (site: Site, tensor: Tensor) => Tensor;

const add =
  (kind: string): Follow =>
  (site, tensor) =>
    site.add(kind, {}, [tensor]);

const BY_NAME: ReadonlyMap<string, Follow> = new Map<string, Follow>([
  ['linear', (_, tensor) => tensor],
  ['relu', add('relu')],
  ['relu6', add('relu6')],
  ['softmax', add('softmax')],
  ['sigmoid', add('sigmoid')],
]);

/** The setting `activation` of any layer. */
export function activationSetting(settings: Settings, path: string): Follow {
  const { name, settings: its, isCustom } = activationOf(settings.value('activation'));
  const follow = BY_NAME.get(name);
  if (follow && !isCustom) return follow;
  const layer = isCustom ? undefined : ACTIVATIONS.get(name);
  if (layer) return asFollow(layer(settingsOf({ settings: its, path }), path));
  return reject('keras/layer', `${quote(path)} has the activation ${quote(name)}; ${REMEDY}`);
}

function asFollow(build: Build): Follow {
  return (site, tensor) => build({ ...site, input: tensor, inputs: [tensor] });
}

const named = (name: string) => {
  const follow = BY_NAME.get(name) ?? add(name);
  return (): Build => (site) => follow(site, site.input);
};

function requireLastAxis(settings: Settings): void {
  const axis = settings.value('axis') ?? -1;
  const isLast = axis === -1 || (Array.isArray(axis) && axis.length === 1 && axis[0] === -1);
  if (!isLast) settings.refuse('axis', 'softmax works over the last axis; write axis=-1');
}

export const ACTIVATION_LAYERS = {
  Activation(settings, path) {
    const follow = activationSetting(settings, path);
    return (site) => follow(site, site.input);
  },
  ReLU(settings) {
    const most = settings.value('max_value') ?? null;
    if (settings.number('negative_slope', 0) !== 0) settings.refuse('negative_slope', 'use ReLU() without it');
    if (settings.number('threshold', 0) !== 0) settings.refuse('threshold', 'use ReLU() without it');
    if (most !== null && most !== 6) settings.refuse('max_value', 'use ReLU() or ReLU(6)');
    return named(most === 6 ? 'relu6' : 'relu')();
  },
  Softmax(settings) {
    requireLastAxis(settings);
    return named('softmax')();
  },
} as const satisfies Translations;

const ACTIVATIONS = new Map(Object.entries(ACTIVATION_LAYERS as Translations));

/** Functions of keras.ops that a model calls without a layer. */
export const ACTIVATION_OPERATIONS = {
  Relu: named('relu'),
  Relu6: named('relu6'),
  Sigmoid: named('sigmoid'),
  Softmax(settings) {
    requireLastAxis(settings);
    return named('softmax')();
  },
} as const satisfies Translations;
