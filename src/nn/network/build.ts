// The `layers:` list of kd.yaml to a network with its shapes and initial weights, or every mistake in it.
import {
  attempt,
  must,
  type Outcome,
  type Problem,
  placed,
  problemsOf,
  reject,
  rejectAll,
} from '../../base/problem.ts';
import { excerpt, quote } from '../../base/quote.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import { suggest } from '../../base/suggest.ts';
import type { Task } from '../../base/task.ts';
import { BATCH_NORM_DEFAULTS } from '../layers/batch-norm.ts';
import { LAYERS } from '../layers/index.ts';
import { type LayerList, type LayerPart, type LayerPosition, layerOf } from '../layers/layer.ts';
import type { LayerSpec } from '../params.ts';
import { initialise } from './initialise.ts';
import type { Network, Node } from './network.ts';

/** What `add: { with: input }` and `from: input` refer to. */
const INPUT = 'input';
/** 256 MiB of float32: far beyond any microcontroller, and a bound on what a stranger's kd.yaml can allocate. */
export const MOST_PARAMETERS = 64 * 2 ** 20;
/** Values of all layers for one sample. */
export const MOST_ACTIVATIONS = 64 * 2 ** 20;

/** `stream` tells networks of one seed apart (`student`, `teacher`). Problems have codes `network/...` and paths from
 * `layers[0]`. */
export function buildNetwork(
  inputShape: Shape,
  specs: readonly LayerSpec[],
  seed: number,
  stream: string,
  layers: LayerList = LAYERS,
): Outcome<Network> {
  return attempt(() => {
    const network = must(connectNetwork(inputShape, specs, layers));
    initialise(network.nodes, layers, seed, stream);
    return network;
  });
}

/** The same network before it has weights: all of them are zero. Problems: those of `buildNetwork`. */
export function connectNetwork(
  inputShape: Shape,
  specs: readonly LayerSpec[],
  layers: LayerList = LAYERS,
): Outcome<Network> {
  return attempt(() => {
    const names = nameLayers(specs, layers);
    const entries = specs.map((spec, i) => attempt(() => readLayer(spec, i, names, specs.length, layers)));
    const nodes: Node[] = [];
    const connected = attempt(() => connect(nodes, inputShape, entries, names.all, layers));
    const wrong = [...names.problems, ...entries.flatMap(problemsOf), ...problemsOf(connected)];
    rejectAll(wrong.length > 0 ? wrong : unreadLayers(nodes, names.all));
    return { inputShape, nodes };
  });
}

/** What is wrong with a network as a classifier of this many classes; empty when nothing is. */
export function checkClasses(network: Network, classes: number): readonly Problem[] {
  const last = network.nodes[network.nodes.length - 1];
  if (last.kind === 'sigmoid') {
    const message = 'sigmoid answers each class by itself; write softmax: {} instead, or task: multi-label';
    return [{ code: 'network/outputs', message, place: { path: `layers[${last.layer}]` } }];
  }
  if (sameShape(last.outputShape, [classes])) return [];
  const ends = `the network ends in ${describeShape(last.outputShape)}, the data has ${classes} classes`;
  const message = `${ends}; let it end in dense: { units: ${classes} }`;
  return [{ code: 'network/classes', message, place: { path: `layers[${last.layer}]` } }];
}

/** What is wrong with a network as one that answers with one of these shapes for another task than `classify`. */
export function checkOutputs(network: Network, task: Task, shapes: readonly Shape[]): readonly Problem[] {
  const last = network.nodes[network.nodes.length - 1];
  const place = { path: `layers[${last.layer}]` };
  if (last.kind === 'softmax' || (last.kind === 'sigmoid' && task === 'regression')) {
    const what = last.kind === 'softmax' ? 'chooses one of several classes' : 'answers from 0 to 1';
    const advice = task === 'regression' ? 'end it in a dense layer' : 'write sigmoid: {} instead, or nothing';
    const message = `the network ends in ${last.kind}, which ${what}; for task ${task} ${advice}`;
    return [{ code: 'network/outputs', message, place }];
  }
  if (shapes.some((shape) => sameShape(last.outputShape, shape))) return [];
  const wanted = shapes.map(describeShape).join(' or ');
  const ends = `the network ends in ${describeShape(last.outputShape)}, task ${task} with these data needs ${wanted}`;
  const message = `${ends}; let it end in dense: { units: ${sizeOf(shapes[0])} }`;
  return [{ code: 'network/outputs', message, place }];
}

/** An entry of `layers:`. */
interface LayerEntry {
  readonly kind: string;
  readonly settings: SharedSettings;
  /** Name of the layer that it starts from; absent: the one in front of it. */
  readonly from?: string;
}

/** What the builder knows of any layer's settings. */
interface SharedSettings {
  /** Name of the layer that is the second input, or of all further ones. */
  readonly with?: string | readonly string[];
  readonly batchNorm?: boolean;
  /** A kind of layer, or `none`. */
  readonly activation?: string;
}

/** The keys of an entry that are kinds, in the list's order. */
function kindsOf(spec: LayerSpec, layers: LayerList): readonly string[] {
  return Object.keys(layers).filter((kind) => settingsOf(spec, kind) !== undefined);
}

// The schema has checked each kind's settings; TypeScript can't index the type that is derived for all of them.
function settingsOf(spec: LayerSpec, kind: string): SharedSettings | undefined {
  return (spec as Readonly<Record<string, SharedSettings | undefined>>)[kind];
}

function readLayer(spec: LayerSpec, i: number, names: LayerNames, count: number, layers: LayerList): LayerEntry {
  const path = `layers[${i}]`;
  const kinds = kindsOf(spec, layers);
  if (kinds.length === 0) {
    const example = '{ dense: { units: 10 } }';
    reject('network/no-kind', `a layer needs its kind, for example ${example}`, { path });
  }
  if (kinds.length > 1) {
    const found = kinds.join(' and ');
    reject('network/two-kinds', `a layer is of one kind, not ${found}; write one list entry for each`, { path });
  }
  const [kind] = kinds;
  const layer = layers[kind];
  if ('onlyLast' in layer && layer.onlyLast && i < count - 1) {
    const place = { path: `${path}.${kind}` };
    reject('network/softmax-not-last', `${kind} may only be the last layer; training works in front of it`, place);
  }
  const settings = settingsOf(spec, kind) ?? {};
  const { from } = spec;
  if (from !== undefined) checkReference('from', from, i, names, `${path}.from`);
  const others = settings.with ?? [];
  if (typeof others === 'string') checkReference(kind, others, i, names, `${path}.${kind}.with`);
  else for (const [n, name] of others.entries()) checkReference(kind, name, i, names, `${path}.${kind}.with[${n}]`);
  return { kind, settings, from };
}

/** `what`: the key that refers to the name. */
function checkReference(what: string, name: string, i: number, { given }: LayerNames, path: string): void {
  const known = [INPUT, ...given.slice(0, i).filter((n) => n !== undefined)];
  if (known.includes(name)) return;
  if (given.includes(name, i)) {
    reject('network/later-layer', `${quote(name)} is not before this layer; ${what} refers to earlier ones`, { path });
  }
  const near = suggest(name, known);
  const advice =
    near === undefined ? `give the layer that is meant "name: ${excerpt(name)}"` : `did you mean "${near}"?`;
  reject('network/unknown-layer', `no earlier layer is named ${quote(name)}; ${advice}`, { path });
}

interface LayerNames {
  readonly problems: readonly Problem[];
  /** By the user. */
  readonly given: readonly (string | undefined)[];
  readonly all: readonly string[];
}

function nameLayers(specs: readonly LayerSpec[], layers: LayerList): LayerNames {
  const problems: Problem[] = [];
  const given = specs.map((spec) => spec.name);
  given.forEach((name, i) => {
    if (name === undefined) return;
    const first = given.indexOf(name);
    if (first === i && name !== INPUT) return;
    const owner = name === INPUT ? "the network's input" : `layers[${first}]`;
    const message = `${quote(name)} is already the name of ${owner}; take another`;
    problems.push({ code: 'network/duplicate-name', message, place: { path: `layers[${i}].name` } });
  });
  const taken = new Set<string | undefined>(given);
  const all = specs.map((spec, i) => {
    if (spec.name !== undefined) return spec.name;
    let name = `${kindsOf(spec, layers)[0]}_${i}`;
    while (taken.has(name)) name += '_';
    return name;
  });
  return { problems, given, all };
}

/** Appends the nodes of the entries up to the first that is wrong: behind it the shapes are not known. */
function connect(
  nodes: Node[],
  inputShape: Shape,
  entries: readonly Outcome<LayerEntry>[],
  names: readonly string[],
  layers: LayerList,
): void {
  const ends = new Map([[INPUT, -1]]);
  const allocate = allocator();
  for (const [i, entry] of entries.entries()) {
    if (!entry.ok) return;
    const { kind, settings, from } = entry.value;
    const endOf = (name: string) => ends.get(name) ?? -1;
    const inputs = [from === undefined ? nodes.length - 1 : endOf(from), ...[settings.with ?? []].flat().map(endOf)];
    const shapes = inputs.map((at) => (at < 0 ? inputShape : nodes[at].outputShape));
    const position: LayerPosition = { name: names[i], layer: i, inputs, shapes, allocate };
    const added = attempt(() => addLayer(nodes, entry.value, position, layers));
    must(placed(added, { path: `layers[${i}].${kind}` }));
    ends.set(names[i], nodes.length - 1);
  }
}

/** `batchNorm: true` and `activation` of a layer are nodes of their own. */
function addLayer(nodes: Node[], { kind, settings }: LayerEntry, position: LayerPosition, layers: LayerList): void {
  const add = ({ expand }: LayerPart, at: LayerPosition) => {
    // Of the kinds of the shipped list, unless the caller brought another one.
    const node = expand(at) as Node;
    const values = nodes.reduce((sum, n) => sum + sizeOf(n.outputShape), sizeOf(node.outputShape));
    if (values > MOST_ACTIVATIONS) {
      reject('network/too-large', `the layers up to here hold ${values} values; at most ${MOST_ACTIVATIONS} may be`);
    }
    nodes.push(node);
  };
  const after = ({ suffix }: LayerPart): LayerPosition => {
    const input = nodes.length - 1;
    const name = suffix === undefined ? position.name : `${position.name}/${suffix}`;
    return { ...position, name, inputs: [input], shapes: [nodes[input].outputShape] };
  };
  const part = (added: string, its: unknown, suffix?: string): LayerPart => ({
    suffix,
    expand: (at) => layerOf(layers, added).expand(its, at),
  });
  const { batchNorm = false, activation = 'none' } = settings;
  const layer = layers[kind];
  const [first, ...others] = 'parts' in layer ? layer.parts(settings, position.shapes[0]) : [part(kind, settings)];
  if (batchNorm) others.push(part('batchNorm', BATCH_NORM_DEFAULTS, 'batchNorm'));
  if (activation !== 'none') others.push(part(activation, {}, activation));
  add(first, first.suffix === undefined ? position : { ...position, name: `${position.name}/${first.suffix}` });
  for (const other of others) add(other, after(other));
}

/** Layers whose output goes nowhere: `from` of the next one passes them by. */
function unreadLayers(nodes: readonly Node[], names: readonly string[]): Problem[] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return nodes.slice(0, -1).flatMap(({ layer }, i): Problem[] => {
    if (read.has(i)) return [];
    const advice = 'name it in `with` or `from` of a later layer, or remove it';
    const message = `nothing reads the output of ${quote(names[layer])}; ${advice}`;
    return [{ code: 'network/unread-layer', message, place: { path: `layers[${layer}]` } }];
  });
}

/** Counts the parameters of one network, over all its layers. Inside an `attempt`. Problems: `network/too-large`. */
export function allocator(): LayerPosition['allocate'] {
  let total = 0;
  return (count) => {
    total += count;
    if (total <= MOST_PARAMETERS) return new Float32Array(count);
    return reject('network/too-large', `the network has more than ${MOST_PARAMETERS} parameters up to this layer`);
  };
}
