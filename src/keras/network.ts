// A Keras model as one of our networks, its weights in place; or everything in it that a student can't hold.
import { attempt, must, mustAll, type Outcome, type Problem, problemsOf, reject, rejectAll } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { describeShape, type Shape, sameShape } from '../base/shape.ts';
import { LAYERS } from '../nn/layers/index.ts';
import { layerOf } from '../nn/layers/layer.ts';
import type { Network } from '../nn/network/network.ts';
import { builderOf, networkEnding, type Tensor } from './build.ts';
import { foldScales } from './fold-scales.ts';
import { type Graph, type GraphLayer, graphOf, INPUT, settledShape } from './graph.ts';
import { objectOf, textOf } from './json.ts';
import { isOperation } from './layer-config.ts';
import { KERAS_LAYERS, KERAS_OPERATIONS, REMEDIES } from './layers/index.ts';
import type { Build } from './layers/layer.ts';
import type { KerasModel } from './read.ts';
import { settingsOf } from './settings.ts';

/** `dataShape`: of a sample, which must be the model's; `openShape`: for dimensions that the model leaves open alone.
 * Problems: `keras/...`, and those of layers that don't fit together. */
export function kerasNetwork(
  { config, weights }: KerasModel,
  dataShape?: Shape,
  openShape: Shape | undefined = dataShape,
): Outcome<Network> {
  return attempt(() => {
    const graph = graphOf(config);
    const builds = mustAll(graph.layers.map(readLayer));
    rejectAll([...wrongInputs(graph), ...sharedLayers(graph, weights)]);
    const inputShape = settledShape(graph, openShape);
    if (dataShape && !sameShape(inputShape, dataShape)) {
      const shapes = `${describeShape(inputShape)}, a sample of the data is ${describeShape(dataShape)}`;
      reject('keras/input-shape', `the Keras model takes ${shapes}; bring the data in its shape`);
    }
    const builder = builderOf(inputShape, (path) => weights.get(path) ?? []);
    const made: Tensor[] = [];
    const tensorOf = (index: number) => (index === INPUT ? builder.input : made[index]);
    for (const [index, { path, inputs, operands }] of graph.layers.entries()) {
      made.push(builds[index](builder.siteOf({ path, inputs: inputs.map(tensorOf), operands, index })));
    }
    const network = foldScales(networkEnding(builder, tensorOf(graph.output)));
    if (network.nodes.length === 0) reject('keras/graph', 'the model computes nothing; save one with layers');
    rejectAll(earlyEnds(network, graph));
    return network;
  });
}

function readLayer(layer: GraphLayer): Outcome<Build> {
  return attempt(() => {
    const { className, path } = layer;
    const isOurs = layer.module === '' || /^keras(\.|$)/.test(layer.module);
    if (className === 'Lambda') {
      const what = `${quote(path)} is a Lambda layer, which holds Python code; nothing in a file is executed`;
      reject('keras/layer', `${what}: write it with layers of Keras, such as Rescaling`);
    }
    if (!isOurs || layer.registeredName.includes('>')) {
      const what = `${quote(path)} is of a class of your own, ${quote(className)}, whose code is not in the file`;
      reject('keras/layer', `${what}; write it with layers of Keras`);
    }
    const [list, name] = listFor(layer);
    if (!Object.hasOwn(list, name)) {
      const remedy = REMEDIES.find(([classes]) => classes.test(className))?.[1];
      const what = `${quote(path)} is a layer of class ${quote(className)}, which a student can't hold`;
      reject(
        'keras/layer',
        remedy === undefined ? `${what}; docs/keras.md lists those that it can` : `${what}; ${remedy}`,
      );
    }
    checkType(layer);
    const settings = settingsOf(layer);
    const build = attempt(() => list[name](settings, path));
    rejectAll([...problemsOf(build), ...settings.rest()]);
    return must(build);
  });
}

/** Where the layer's translation is, and under which name. Keras 2 has operations of TensorFlow as layers:
 * `{ class_name: 'TFOpLambda', config: { function: 'math.add' } }`. */
function listFor(layer: GraphLayer) {
  const { className, settings } = layer;
  if (className === 'TFOpLambda') return [KERAS_OPERATIONS, textOf(settings.function)] as const;
  return [isOperation(layer) ? KERAS_OPERATIONS : KERAS_LAYERS, className] as const;
}

/** Weights that Keras quantized are integers with scales of their own. */
function checkType({ settings, path }: GraphLayer): void {
  const { dtype } = settings;
  const name = textOf(dtype) || textOf(objectOf(objectOf(dtype).config).name);
  if (!/^(int|uint|float8|quantized|bool)|_from_/.test(name)) return;
  reject('keras/setting', `${quote(path)} has the type ${quote(name)}; save the model in float32, before quantize()`);
}

/** Sums and concatenations take several inputs, all others one. */
function wrongInputs({ layers }: Graph): readonly Problem[] {
  return layers.flatMap((layer): Problem[] => {
    const { path, inputs } = layer;
    const [, name] = listFor(layer);
    const isWrong = inputs.length === 0 || (inputs.length > 1 && !/(^|\.)(Add|add|Concatenate)$/.test(name));
    if (!isWrong) return [];
    const message = `${quote(path)} has ${inputs.length} inputs; a student takes one; use Add or Concatenate before`;
    return [{ code: 'keras/graph', message }];
  });
}

/** Of layers that are called more than once: each call would train weights of its own. */
function sharedLayers({ layers }: Graph, weights: KerasModel['weights']): readonly Problem[] {
  const paths = layers.map(({ path }) => path);
  const isShared = (path: string, i: number) =>
    (weights.get(path)?.length ?? 0) > 0 &&
    paths.indexOf(path) !== i &&
    paths.indexOf(path, paths.indexOf(path) + 1) === i;
  return paths.filter(isShared).map((path): Problem => {
    const message = `${quote(path)} is used more than once; a student has no shared layers: write one for each use`;
    return { code: 'keras/graph', message };
  });
}

/** Softmax and sigmoid stand at the end alone: training works on the values in front of them. */
function earlyEnds({ nodes }: Network, { layers }: Graph): readonly Problem[] {
  return nodes.slice(0, -1).flatMap((node): Problem[] => {
    if (!layerOf(LAYERS, node.kind).onlyLast) return [];
    const { path } = layers[node.layer];
    const message = `${quote(path)} has ${node.kind} in front of other layers; use relu, and ${node.kind} at the end`;
    return [{ code: 'keras/layer', message }];
  });
}
