// The weights of a Keras file by layer: where each format puts them.
import { reject } from '../base/problem.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import type { Dataset } from './hdf5/dataset.ts';
import type { Hdf5Object } from './hdf5/file.ts';
import type { Json } from './json.ts';
import { entriesOf, isModel, isOperation, layerConfig } from './layer-config.ts';

export interface KerasWeight {
  /** In .h5 the variable's (`kernel`), in .keras its place among the layer's: `0`, or `cell/vars/0` inside of parts. */
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** By the layer's name, behind those of the models that it is in: `encoder/conv2d_1`. In Keras' order. */
export type KerasWeights = ReadonlyMap<string, readonly KerasWeight[]>;

/** 256 MiB, which is more than any model for a microcontroller, and any that could teach one here. */
const MOST_VALUES = 64 * 2 ** 20;
const MOST_LAYERS = 4096;
const MOST_DEPTH = 8;

/** Takes values until there are too many. */
interface Taker {
  take(name: string, dataset: Dataset): KerasWeight;
  add(path: string, weights: readonly KerasWeight[]): void;
}

function collect(fill: (taker: Taker) => void): KerasWeights {
  const weights = new Map<string, readonly KerasWeight[]>();
  let values = 0;
  fill({
    take(name, { shape, values: read }) {
      values += sizeOf(shape);
      if (!(values <= MOST_VALUES)) reject('keras/too-large', `the model has more than ${MOST_VALUES} weights`);
      return { name, shape, values: read() };
    },
    add(path, found) {
      weights.set(path, found);
      if (weights.size > MOST_LAYERS) reject('keras/too-large', `the model has more than ${MOST_LAYERS} layers`);
    },
  });
  return weights;
}

/** Of `.keras`. Inside an `attempt`. */
export function weightsOfArchive(root: Hdf5Object, model: Json): KerasWeights {
  return collect((taker) => takeModel(taker, root, model, ''));
}

/** Where the layers of a model stand; the second is that of Keras 2.12 and 2.13. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];

function takeModel(taker: Taker, group: Hdf5Object, model: Json, prefix: string): void {
  const container = CONTAINERS.map((name) => group.open(name)).find((found) => found !== undefined);
  if (!container) return;
  const isSequential = layerConfig(model).className === 'Sequential';
  const layers = entriesOf(model).filter((entry) => {
    const layer = layerConfig(entry);
    // A Sequential doesn't count its input among its layers.
    return !isOperation(layer) && !(isSequential && layer.className === 'InputLayer');
  });
  const members = membersByName(container);
  const counts = new Map<string, number>();
  for (const entry of layers) {
    const layer = layerConfig(entry);
    const kind = snakeCase(layer.className === 'Model' ? 'Functional' : layer.className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const member = members.get(layer.name) ?? container.open(count === 0 ? kind : `${kind}_${count}`);
    if (!member) continue;
    const path = prefix + layer.name;
    if (isModel(layer)) takeModel(taker, member, entry, `${path}/`);
    else taker.add(path, takeVariables(taker, member));
  }
}

/** Since Keras 3.6 or so each layer's group tells the layer's name. */
function membersByName(container: Hdf5Object): ReadonlyMap<string, Hdf5Object> {
  return new Map(
    container.names.flatMap((name) => {
      const member = container.open(name);
      const said = member?.open('vars')?.attributes.get('name')?.[0];
      return member && said !== undefined ? [[said, member] as const] : [];
    }),
  );
}

/** Of a layer, its own first. */
function takeVariables(taker: Taker, group: Hdf5Object, prefix = '', depth = 0): readonly KerasWeight[] {
  if (depth > MOST_DEPTH) return [];
  const variables = group.open('vars');
  const own = [...(variables?.names ?? [])].sort((a, b) => Number(a) - Number(b));
  return [
    ...own.flatMap((name) => {
      const dataset = variables?.open(name)?.dataset;
      return dataset ? [taker.take(prefix === '' ? name : `${prefix}vars/${name}`, dataset)] : [];
    }),
    ...group.names.flatMap((name) => {
      const part = name === 'vars' ? undefined : group.open(name);
      return part ? takeVariables(taker, part, `${prefix}${name}/`, depth + 1) : [];
    }),
  ];
}

/** keras/src/utils/naming.py, to_snake_case. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Of `model_weights` in `.h5`. Inside an `attempt`. */
export function weightsOfHdf5(group: Hdf5Object, model: Json): KerasWeights {
  return collect((taker) => {
    for (const entry of entriesOf(model)) {
      const layer = layerConfig(entry);
      const found = group.open(layer.name);
      if (!found) continue;
      const names = listedNames(found, 'weight_names');
      if (isModel(layer)) takeNested(taker, found, names, entry, layer.name);
      else
        taker.add(
          layer.name,
          names.map((name) => takeNamed(taker, found, name)),
        );
    }
  });
}

/** A list that is too long for one attribute is in several (save_attributes_to_hdf5_group). */
function listedNames({ attributes }: Hdf5Object, name: string): readonly string[] {
  const whole = attributes.get(name);
  if (whole) return whole;
  const names: string[] = [];
  for (let part = 0; ; part++) {
    const more = attributes.get(`${name}${part}`);
    if (!more) return names;
    names.push(...more);
  }
}

/** A model's weights stand in one list, those that train first; each names its layer: `conv2d_1/kernel:0`. */
function takeNested(taker: Taker, group: Hdf5Object, names: readonly string[], model: Json, prefix: string): void {
  const paths = leavesOf(model, prefix);
  const byLayer = new Map<string, KerasWeight[]>([...paths.values()].map((path) => [path, []]));
  for (const name of names) {
    const path = ownerOf(name, paths);
    if (path !== undefined) byLayer.get(path)?.push(takeNamed(taker, group, name));
  }
  for (const [path, weights] of byLayer) taker.add(path, weights);
}

/** Paths of the layers in a model by their names. */
function leavesOf(model: Json, prefix: string): ReadonlyMap<string, string> {
  return new Map(
    entriesOf(model).flatMap((entry) => {
      const layer = layerConfig(entry);
      const path = `${prefix}/${layer.name}`;
      return isModel(layer) ? [...leavesOf(entry, path)] : [[layer.name, path] as const];
    }),
  );
}

/** The layer whose name stands furthest behind in the weight's. */
function ownerOf(name: string, paths: ReadonlyMap<string, string>): string | undefined {
  const parts = name.split('/').slice(0, 16);
  for (let end = parts.length - 1; end > 0; end--) {
    for (let start = 0; start < end; start++) {
      const path = paths.get(parts.slice(start, end).join('/'));
      if (path !== undefined) return path;
    }
  }
  return undefined;
}

function takeNamed(taker: Taker, group: Hdf5Object, name: string): KerasWeight {
  const dataset = group.open(name)?.dataset;
  if (!dataset) return reject('keras/damaged', 'a weight that it names is missing; save the model again');
  const own = name.slice(name.lastIndexOf('/') + 1).replace(/:\d+$/, '');
  return taker.take(own, dataset);
}
