// A Keras layer's settings as TensorFlow.js calls them, and those that it computes otherwise.
import { reject } from '../../base/problem.ts';
import { excerpt, quote } from '../../base/quote.ts';
import { isList, isObject, type Json, type JsonObject, objectOf, textOf } from '../../keras/json.ts';
import type { LayerConfig } from '../../keras/layer-config.ts';

/** What only matters to a training or to other programs; initial weights are never used. */
const LEFT_OUT = /_(initializer|regularizer|constraint)$|^(dtype|sparse|ragged|optional|synchronized|build_config)$/;
const RENAMED: Readonly<Record<string, string>> = { batch_shape: 'batch_input_shape' };

/** As tfjs-layers 4.22 computes them (activations.ts). `hard_sigmoid` is that of Keras 2, so not in Keras 3. */
const ACTIVATIONS: ReadonlyMap<string, string> = new Map(
  ['elu', 'selu', 'relu', 'relu6', 'linear', 'sigmoid', 'softplus', 'softsign', 'tanh', 'softmax', 'log_softmax']
    .map((name): [string, string] => [name, name])
    .concat([
      ['swish', 'swish'],
      ['silu', 'swish'],
      ['mish', 'mish'],
      ['gelu', 'gelu'],
    ]),
);

export function settingsOf(layer: LayerConfig): JsonObject {
  const { className, settings } = layer;
  const config: Record<string, Json> = { name: layer.name };
  for (const [key, value = null] of Object.entries(settings)) {
    if (LEFT_OUT.test(key) || key === 'layer' || key === 'backward_layer') continue;
    config[RENAMED[key] ?? key] = key.endsWith('activation') ? activationOf(value, layer) : value;
  }
  if (className === 'LeakyReLU') config.alpha = settings.negative_slope ?? settings.alpha ?? 0.3;
  if (className === 'Identity') return { name: layer.name, activation: 'linear' };
  if (className === 'BatchNormalization')
    config.axis = isList(settings.axis) ? settings.axis[0] : (settings.axis ?? -1);
  if (className === 'Embedding') config.mask_zero = settings.mask_zero ?? false;
  return config;
}

function activationOf(value: Json, { name }: LayerConfig): Json {
  if (value === null) return 'linear';
  const text = typeof value === 'string' ? value : textOf(objectOf(value).config);
  const known = ACTIVATIONS.get(text);
  if (known !== undefined) return known;
  const what = `the teacher's layer ${excerpt(name)} has the activation ${quote(text)}`;
  return reject('teacher/layer', `${what}, which TensorFlow.js does not compute as Keras does; export it as ONNX`);
}

/** Settings with which TensorFlow.js computes something else, or nothing: key, what works, for these classes alone. */
const REFUSED: readonly { key: string; fine: (value: Json) => boolean; classes?: readonly string[] }[] = [
  { key: 'groups', fine: (value) => value === 1 },
  { key: 'data_format', fine: (value) => value === 'channels_last' || value === null },
  { key: 'keepdims', fine: (value) => value === false },
  { key: 'stateful', fine: (value) => value === false },
  { key: 'return_state', fine: (value) => value === false },
  { key: 'rms_scaling', fine: (value) => value === false },
  { key: 'padding', fine: (value) => value !== 'causal' },
  { key: 'renorm', fine: (value) => value === false },
  { key: 'threshold', fine: (value) => value === 0, classes: ['ReLU'] },
  { key: 'negative_slope', fine: (value) => value === 0, classes: ['ReLU'] },
];

/** Leaves the enclosing attempt by `teacher/layer`. */
export function checkSettings({ className, name, settings }: LayerConfig): void {
  for (const { key, fine, classes } of REFUSED) {
    const value = settings[key];
    if (value === undefined || value === null || fine(value) || (classes && !classes.includes(className))) continue;
    const shown = isObject(value) || isList(value) ? 'this value' : excerpt(String(value), 40);
    const what = `the teacher's layer ${excerpt(name)} (${excerpt(className)}) has ${key}: ${shown}`;
    reject('teacher/layer', `${what}, which TensorFlow.js does not compute; export the model as ONNX`);
  }
}
