// A Keras model's configuration, of version 2 or 3, in the form of Keras 2 that TensorFlow.js reads.
import { reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../../keras/json.ts';
import { entriesOf, isModel, isOperation, type LayerConfig, layerConfig } from '../../keras/layer-config.ts';
import { RESET_AFTER_GRU } from '../engines.ts';
import { checkSettings, settingsOf } from './settings.ts';

/** Leaves the enclosing attempt at a layer that TensorFlow.js computes otherwise; the layer is named. */
export function translateModel(model: JsonObject): JsonObject {
  const config = objectOf(model.config);
  const models = modelsAmong(entriesOf(model));
  const layers = entriesOf(model).map((entry) => translateEntry(entry, models));
  if (textOf(model.class_name) === 'Sequential') {
    return { class_name: 'Sequential', config: { name: config.name ?? 'sequential', layers } };
  }
  const ends = {
    input_layers: endsOf(config.input_layers, models),
    output_layers: endsOf(config.output_layers, models),
  };
  return { class_name: 'Model', config: { name: config.name ?? 'model', layers, ...ends } };
}

/**
 * Of version 3, which counts a model's calls from 0 (keras/src/models/functional.py); in version 2, and in tfjs-layers'
 * Container, its own graph is call 0.
 */
function modelsAmong(entries: readonly Json[]): ReadonlySet<string> {
  const layers = entries.map(layerConfig).filter((layer) => isModel(layer) && layer.module !== '');
  return new Set(layers.map(({ name }) => name));
}

function translateEntry(entry: Json, models: ReadonlySet<string>): JsonObject {
  const layer = layerConfig(entry);
  if (isOperation(layer)) {
    const what = `the teacher's model calls ${excerpt(layer.className)} (${excerpt(layer.name)}) without a layer`;
    reject('teacher/layer', `${what}, which TensorFlow.js does not know; use a layer, such as Add, in its place`);
  }
  const calls = layer.calls.map((call) => callOf(call, layer, models));
  const graph = { name: layer.name, inbound_nodes: calls };
  if (isModel(layer)) return { ...graph, ...translateModel(objectOf(entry)) };
  return { ...graph, ...translateLayer(layer) };
}

/** `name` is that of the layer around it, where it is in one. */
function translateLayer(layer: LayerConfig): JsonObject {
  const { settings } = layer;
  checkSettings(layer);
  const config = settingsOf(layer);
  const inner = settings.layer;
  if (!isObject(inner)) return { class_name: classOf(layer), config };
  const wrapped = translateLayer(layerConfig(inner));
  return { class_name: layer.className, config: { ...config, layer: wrapped } };
}

/** Layers whose work TensorFlow.js has under another name. */
function classOf({ className, settings }: LayerConfig): string {
  if (className === 'GRU' && settings.reset_after !== false) return RESET_AFTER_GRU;
  return className === 'Identity' ? 'Activation' : className;
}

/** One call: in version 2 `[["conv", 0, 0, {}]]`, in version 3 tensors among arguments. */
function callOf(call: Json, { name, className }: LayerConfig, models: ReadonlySet<string>): Json {
  if (isList(call)) return call;
  const tensors = listOf(objectOf(call).args).flatMap(tensorsOf);
  const kwargs = Object.values(objectOf(objectOf(call).kwargs)).flatMap(tensorsOf);
  if (tensors.length === 0 || kwargs.length > 0) {
    const what = `the teacher's layer ${excerpt(name)} (${excerpt(className)}) is called with more than its input`;
    reject('teacher/layer', `${what}, such as a mask or a state, which is not supported; export the model as ONNX`);
  }
  return tensors.map((history) => [...shifted(history, models), {}]);
}

function tensorsOf(value: Json | undefined): readonly (readonly Json[])[] {
  if (isList(value)) return value.flatMap(tensorsOf);
  const { class_name, config } = objectOf(value);
  return class_name === '__keras_tensor__' ? [listOf(objectOf(config).keras_history)] : [];
}

/** `["x", 0, 0]` or `[["x", 0, 0]]`. */
function endsOf(ends: Json | undefined, models: ReadonlySet<string>): Json {
  const list = listOf(ends);
  const all = typeof list[0] === 'string' ? [list] : list.map(listOf);
  return all.map((end) => shifted(end, models));
}

/** `["stem", 0, 0]` is `["stem", 1, 0]` where it is a model. */
function shifted(history: readonly Json[], models: ReadonlySet<string>): readonly Json[] {
  const [name, call, ...more] = history;
  return models.has(textOf(name)) && typeof call === 'number' ? [textOf(name), call + 1, ...more] : history;
}
