// The layers of a model one after the other as they are computed: Sequential or Functional, models in it taken apart.
import { reject } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import type { Shape } from '../base/shape.ts';
import { isList, isObject, type Json, type JsonObject, listOf, objectOf } from './json.ts';
import { entriesOf, isModel, type LayerConfig, layerConfig } from './layer-config.ts';

/** The model's input, among indices of layers. */
export const INPUT = -1;

export interface GraphLayer extends LayerConfig {
  /** As the weights are filed: behind the names of the models that it is in. */
  readonly path: string;
  /** Indices of earlier layers, or `INPUT`. */
  readonly inputs: readonly number[];
  readonly operands: readonly Operand[];
}

/** What an operation is called with, in order: its next input, or a number. */
export type Operand = 'input' | number;

export interface Graph {
  /** Of one sample; null where the file leaves a dimension open. */
  readonly inputShape: readonly (number | null)[];
  readonly layers: readonly GraphLayer[];
  /** Index of the layer that answers. */
  readonly output: number;
}

/** ResNet-152 has 567. The plan of memory compares each tensor with those before it. */
const MOST_LAYERS = 1024;

/** Inside an `attempt`. Problems: `keras/graph`, `keras/too-large`. */
export function graphOf(model: JsonObject): Graph {
  const layers: GraphLayer[] = [];
  const inputShape = inputShapeOf(model);
  const add = (layer: GraphLayer) => {
    if (layers.length >= MOST_LAYERS) reject('keras/too-large', `the model has more than ${MOST_LAYERS} layers`);
    return layers.push(layer) - 1;
  };
  const root = layerConfig(model);
  if (!isModel(root)) {
    const what = `the file holds a ${quote(root.className)}, whose layers are written in Python`;
    reject('keras/graph', `${what}; build it as keras.Sequential or keras.Model(inputs, outputs) and save that`);
  }
  const output = expand(model, [INPUT], '', add);
  if (layers.length === 0) reject('keras/graph', 'the model has no layers; save one that computes something');
  return { inputShape, layers, output };
}

type Add = (layer: GraphLayer) => number;

/** Adds the layers of a model that is called with these, and returns what answers. */
function expand(model: Json, inputs: readonly number[], prefix: string, add: Add): number {
  const isSequential = layerConfig(model).className === 'Sequential';
  return isSequential ? expandSequential(model, inputs, prefix, add) : expandFunctional(model, inputs, prefix, add);
}

function expandSequential(model: Json, inputs: readonly number[], prefix: string, add: Add): number {
  let last = onlyOf(inputs, layerConfig(model).name, 'inputs');
  for (const entry of entriesOf(model)) {
    const layer = layerConfig(entry);
    if (layer.className === 'InputLayer') continue;
    last = call(entry, layer, { from: [last], operands: [] }, prefix, add);
  }
  return last;
}

interface Given {
  readonly from: readonly number[];
  readonly operands: readonly Operand[];
}

function call(entry: Json, layer: LayerConfig, { from, operands }: Given, prefix: string, add: Add): number {
  const path = prefix + layer.name;
  return isModel(layer) ? expand(entry, from, `${path}/`, add) : add({ ...layer, path, inputs: from, operands });
}

/** What a layer answers to one of its calls. */
interface Tensor {
  readonly layer: string;
  readonly call: number;
}

const keyOf = ({ layer, call }: Tensor) => JSON.stringify([layer, call]);

interface Call extends Tensor {
  readonly entry: Json;
  readonly config: LayerConfig;
  readonly inputs: readonly Tensor[];
  readonly operands: readonly Operand[];
}

function expandFunctional(model: Json, inputs: readonly number[], prefix: string, add: Add): number {
  const settings = objectOf(objectOf(model).config);
  const name = layerConfig(model).name;
  const starts = tensorsOf(settings.input_layers);
  const start = onlyOf(starts, name, 'inputs');
  const end = onlyOf(tensorsOf(settings.output_layers), name, 'outputs');
  const known = new Map([[keyOf(start), onlyOf(inputs, name, 'inputs')]]);
  let waiting = entriesOf(model).flatMap(callsOf);
  // Keras lists layers nearly in order: those that come too early wait for the next round.
  while (waiting.length > 0) {
    const later: Call[] = [];
    for (const one of waiting) {
      const from = one.inputs.map((tensor) => known.get(keyOf(tensor)));
      if (from.some((index) => index === undefined)) later.push(one);
      else {
        const given = { from: from.map(Number), operands: one.operands };
        known.set(keyOf(one), call(one.entry, one.config, given, prefix, add));
      }
    }
    if (later.length === waiting.length) break;
    waiting = later;
  }
  const found = known.get(keyOf(end));
  return found ?? reject('keras/graph', `nothing leads from the input to the output of ${quote(name || 'the model')}`);
}

function onlyOf<T>(list: readonly T[], name: string, what: 'inputs' | 'outputs'): T {
  if (list.length === 1) return list[0];
  const model = name === '' ? 'the model' : quote(name);
  return reject('keras/graph', `${model} has ${list.length} ${what}; a student has one: save a model with one`);
}

/** `["conv", 0, 0]` or a list of such. */
function tensorsOf(value: Json | undefined): readonly Tensor[] {
  const list = listOf(value);
  if (typeof list[0] === 'string') return [{ layer: list[0], call: Number(list[1]) }];
  return list.flatMap((item) => tensorsOf(item));
}

function callsOf(entry: Json): readonly Call[] {
  const config = layerConfig(entry);
  if (config.className === 'InputLayer') return [];
  return config.calls.map((node, index) => {
    const inputs = inputsOf(node, config.name);
    return { entry, config, layer: config.name, call: index, inputs, operands: operandsOf(node) };
  });
}

/** Version 3: `{ args, kwargs }` with tensors in lists of any depth; version 2: lists `[layer, call, index, {}]`. */
function inputsOf(node: Json, name: string): readonly Tensor[] {
  if (isList(node)) return [...tensorsOf(node), ...tensorsOf(secondOf(node))];
  const { args, kwargs } = objectOf(node);
  if (historiesIn(kwargs).length > 0) {
    reject('keras/graph', `${quote(name)} is called with a named tensor; call it with its inputs alone`);
  }
  return historiesIn(args);
}

/** Version 2 has what follows the first tensor of an operation in its keywords: `["conv", 0, 0, { y: 127.5 }]`. */
function secondOf(node: Json): Json | undefined {
  const [first] = listOf(node);
  return objectOf(listOf(first)[3]).y;
}

function operandsOf(node: Json): readonly Operand[] {
  const args = isList(node) ? ['input', secondOf(node)] : listOf(objectOf(node).args);
  return args.flatMap((arg): Operand[] => {
    if (typeof arg === 'number') return [arg];
    return arg === undefined || arg === null ? [] : ['input'];
  });
}

function historiesIn(value: Json | undefined): readonly Tensor[] {
  if (isList(value)) return value.flatMap(historiesIn);
  if (!isObject(value)) return [];
  if (value.class_name === '__keras_tensor__') return tensorsOf(objectOf(value.config).keras_history);
  return Object.values(value).flatMap(historiesIn);
}

function inputShapeOf(model: JsonObject): Graph['inputShape'] {
  const settings = objectOf(model.config);
  const candidates = [
    ...entriesOf(model).map((entry) => layerConfig(entry).settings),
    { batch_shape: settings.build_input_shape },
    { batch_shape: objectOf(model.build_config).input_shape },
  ];
  for (const { batch_shape, batch_input_shape } of candidates) {
    const shape = listOf(batch_shape ?? batch_input_shape);
    if (shape.length > 1 && shape.every((d) => d === null || typeof d === 'number')) {
      return shape.slice(1) as (number | null)[];
    }
  }
  const example = 'keras.Input((28, 28, 1))';
  return reject(
    'keras/graph',
    `the model doesn't say the shape of its input; start it with ${example} and save it again`,
  );
}

/** Of one sample, open dimensions as the data has them. Inside an `attempt`. Problems: `keras/graph`. */
export function settledShape({ inputShape }: Pick<Graph, 'inputShape'>, data: Shape | undefined): Shape {
  const filled = inputShape.map((d, i) => d ?? (data?.length === inputShape.length ? data[i] : undefined));
  const isWhole = (d: number | undefined): d is number => d !== undefined && Number.isSafeInteger(d) && d > 0;
  if (filled.every(isWhole) && filled.length <= 3) return filled;
  const said = inputShape.map((d) => d ?? '?').join('x');
  const wanted = 'up to three fixed dimensions (values, steps x channels, or height x width x channels)';
  return reject('keras/graph', `the model's input is ${said}; give it ${wanted}`);
}
