// The settings of one Keras layer, each looked at: what a student can't hold is told by its name.
import { attempt, type Problem, problemsOf, reject } from '../base/problem.ts';
import { excerpt, quote } from '../base/quote.ts';
import { isList, isObject, type Json, type JsonObject, textOf } from './json.ts';
import type { LayerConfig } from './layer-config.ts';

export interface Settings {
  /** A whole number from 1 to 65536. */
  count(key: string, otherwise?: number): number;
  /** One number for both axes, or two; of layers along steps the only one. */
  sides(key: string, axes: 1 | 2, otherwise?: number): readonly number[];
  number(key: string, otherwise: number): number;
  flag(key: string, otherwise: boolean): boolean;
  choice<T extends string>(key: string, allowed: readonly T[], otherwise: T): T;
  /** As it is; for what a layer reads itself. */
  value(key: string): Json | undefined;
  /** What neither a network nor its training here depends on. */
  pass(...keys: readonly string[]): void;
  /** Leaves with the problem that this setting isn't supported. */
  refuse(key: string, remedy: string): never;
  /** Everything that nobody asked for and that isn't off. */
  rest(): readonly Problem[];
}

/** Of every layer; initial weights, penalties and bounds belong to Keras' own training. */
const PASSED =
  /^(name|trainable|dtype|batch_(input_)?shape|input_dtype|seed|autocast)$|_(initializer|regularizer|constraint)$/;
const MOST = 65536;

/** Functions run inside an `attempt`. Problems: `keras/setting`. */
export function settingsOf({ settings, path }: Pick<LayerConfig, 'settings'> & { readonly path: string }): Settings {
  const asked = new Set<string>();
  const value = (key: string) => {
    asked.add(key);
    return settings[key] ?? undefined;
  };
  const refuse = (key: string, remedy: string): never =>
    reject('keras/setting', `${quote(path)} has ${excerpt(key)}: ${show(settings[key])}; ${remedy}`);
  const isCount = (found: Json | undefined): found is number =>
    Number.isSafeInteger(found) && Number(found) >= 1 && Number(found) <= MOST;
  const count = (key: string, otherwise?: number) => {
    const found = value(key) ?? otherwise;
    return isCount(found) ? found : refuse(key, `write a whole number from 1 to ${MOST}`);
  };
  return {
    count,
    sides(key, axes, otherwise) {
      const found = value(key) ?? otherwise;
      const list = isList(found) ? found : Array.from({ length: axes }, () => found);
      return list.length === axes && list.every(isCount) ? list : refuse(key, 'write whole numbers from 1');
    },
    number(key, otherwise) {
      const found = value(key) ?? otherwise;
      return typeof found === 'number' && Number.isFinite(found) ? found : refuse(key, 'write a number');
    },
    flag(key, otherwise) {
      const found = value(key) ?? otherwise;
      return typeof found === 'boolean' ? found : refuse(key, 'write True or False');
    },
    choice(key, allowed, otherwise) {
      const found = value(key) ?? otherwise;
      return allowed.find((one) => one === found) ?? refuse(key, `supported: ${allowed.join(', ')}`);
    },
    value,
    pass(...keys) {
      for (const key of keys) asked.add(key);
    },
    refuse,
    rest: () =>
      Object.entries(settings)
        .filter(([key, found]) => !asked.has(key) && !PASSED.test(key) && !isOff(found))
        .flatMap(([key]) => problemsOf(attempt(() => refuse(key, 'this setting is not supported; leave it out')))),
  };
}

function isOff(value: Json | undefined): boolean {
  return value === undefined || value === null || value === false || (isList(value) && value.length === 0);
}

function show(value: Json | undefined): string {
  if (isObject(value)) return quote(textOf(value.class_name) || 'an object');
  return excerpt(JSON.stringify(value ?? null));
}

/** What a setting names as an activation: `relu`, or a layer such as `ReLU` with settings. */
export interface ActivationSetting {
  readonly name: string;
  readonly settings: JsonObject;
  readonly isCustom: boolean;
}

export function activationOf(value: Json | undefined): ActivationSetting {
  const nothing: JsonObject = Object.create(null);
  if (!isObject(value)) return { name: textOf(value) || 'linear', settings: nothing, isCustom: false };
  const className = textOf(value.class_name);
  const module = textOf(value.module);
  const isCustom = module !== '' && !/^keras(\.|$)/.test(module);
  // Functions are saved as `{ class_name: 'function', config: 'relu' }`.
  if (className === 'function') return { name: textOf(value.config), settings: nothing, isCustom };
  return { name: className, settings: isObject(value.config) ? value.config : nothing, isCustom };
}
