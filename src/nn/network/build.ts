// The `layers:` list of kd.yaml to a network with its shapes and initial weights, or every mistake in it.
import { closest, distance } from 'fastest-levenshtein';
import { attempt, done, type Outcome, type Problem, placed, reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import { BATCH_NORM_SCHEMA } from '../layers/batch-norm.ts';
import { LAYER_SCHEMAS, type LayerKind, type LayerSpec } from '../params.ts';
import { expand, normalisation, type Site } from './expand.ts';
import { initialise } from './initialise.ts';
import type { Network, Node } from './network.ts';

/** What `add: { with: input }` refers to. */
const INPUT = 'input';
/** 256 MiB of float32: far beyond any microcontroller, and a bound on what a stranger's kd.yaml can allocate. */
const MOST_PARAMETERS = 64 * 2 ** 20;
/** Values of all layers for one sample. */
const MOST_ACTIVATIONS = 64 * 2 ** 20;

/** `stream` tells networks of one seed apart (`student`, `teacher`). Problems have codes `network/...` and paths from `layers[0]`. */
export function buildNetwork(
  inputShape: Shape,
  layers: readonly LayerSpec[],
  seed: number,
  stream: string,
): Outcome<Network> {
  const names = nameLayers(layers);
  const read = layers.map((layer, i) => attempt(() => readLayer(layer, i, layers, names.given)));
  const problems = [...names.problems, ...read.flatMap((outcome) => (outcome.ok ? [] : outcome.problems))];
  const nodes: Node[] = [];
  const ends = new Map([[INPUT, -1]]);
  const allocate = allocator();
  for (const [i, outcome] of read.entries()) {
    // Behind a layer that is wrong the shapes are not known.
    if (!outcome.ok) break;
    const { kind, other } = outcome.value;
    const input = nodes.length - 1;
    const inputs = other === undefined ? [input] : [input, ends.get(other) ?? -1];
    const shapes = inputs.map((at) => (at < 0 ? inputShape : nodes[at].outputShape));
    const site: Site = { name: names.all[i], layer: i, inputs, shapes, allocate };
    const added = placed(
      attempt(() => addLayer(nodes, kind, layers[i], site)),
      { path: `layers[${i}].${kind}` },
    );
    if (!added.ok) {
      problems.push(...added.problems);
      break;
    }
    ends.set(names.all[i], nodes.length - 1);
  }
  if (problems.length > 0) return { ok: false, problems };
  initialise(nodes, seed, stream);
  return done({ inputShape, nodes });
}

/** What is wrong with a network as a classifier of this many classes; empty when nothing is. */
export function checkClasses(network: Network, classes: number): readonly Problem[] {
  const last = network.nodes[network.nodes.length - 1];
  if (sameShape(last.outputShape, [classes])) return [];
  const message = `the network ends in ${describeShape(last.outputShape)}, the data has ${classes} classes; let it end in dense: { units: ${classes} }`;
  return [{ code: 'network/classes', message, place: { path: `layers[${last.layer}]` } }];
}

interface ReadLayer {
  readonly kind: LayerKind;
  /** Name of the second input. */
  readonly other?: string;
}

function readLayer(
  layer: LayerSpec,
  i: number,
  layers: readonly LayerSpec[],
  given: readonly (string | undefined)[],
): ReadLayer {
  const path = `layers[${i}]`;
  const kinds = (Object.keys(LAYER_SCHEMAS) as LayerKind[]).filter((kind) => layer[kind] !== undefined);
  if (kinds.length === 0) {
    const example = '{ dense: { units: 10 } }';
    reject('network/no-kind', `a layer needs its kind, for example ${example}`, { path });
  }
  if (kinds.length > 1) {
    const found = kinds.join(' and ');
    reject('network/two-kinds', `a layer is of one kind, not ${found}; write one list entry for each`, { path });
  }
  const [kind] = kinds;
  if (kind === 'softmax' && i < layers.length - 1) {
    const place = { path: `${path}.softmax` };
    reject('network/softmax-not-last', 'softmax may only be the last layer; training works in front of it', place);
  }
  const other = layer.add?.with;
  if (other !== undefined) checkReference(other, given.slice(0, i), given.slice(i), `${path}.add.with`);
  return { kind, other };
}

function checkReference(
  name: string,
  before: readonly (string | undefined)[],
  after: readonly (string | undefined)[],
  path: string,
): void {
  const known = [INPUT, ...before.filter((n) => n !== undefined)];
  if (known.includes(name)) return;
  if (after.includes(name)) {
    reject('network/later-layer', `"${name}" is not before this layer; add refers to earlier ones`, { path });
  }
  const nearest = closest(name, known);
  const edits = distance(name, nearest);
  const near = edits <= 2 && edits < nearest.length;
  const advice = near ? `did you mean "${nearest}"?` : `give the layer that is meant "name: ${name}"`;
  reject('network/unknown-layer', `no earlier layer is named "${name}"; ${advice}`, { path });
}

function nameLayers(layers: readonly LayerSpec[]) {
  const problems: Problem[] = [];
  const given = layers.map((layer) => layer.name);
  given.forEach((name, i) => {
    if (name === undefined) return;
    const first = given.indexOf(name);
    if (first === i && name !== INPUT) return;
    const owner = name === INPUT ? "the network's input" : `layers[${first}]`;
    const message = `"${name}" is already the name of ${owner}; take another`;
    problems.push({ code: 'network/duplicate-name', message, place: { path: `layers[${i}].name` } });
  });
  const taken = new Set<string | undefined>(given);
  const all = layers.map((layer, i) => {
    if (layer.name !== undefined) return layer.name;
    let name = `${(Object.keys(LAYER_SCHEMAS) as LayerKind[]).find((kind) => layer[kind])}_${i}`;
    while (taken.has(name)) name += '_';
    return name;
  });
  return { problems, given, all };
}

function addLayer(nodes: Node[], kind: LayerKind, layer: LayerSpec, site: Site): void {
  const push = (node: Node) => {
    const values = nodes.reduce((sum, n) => sum + sizeOf(n.outputShape), sizeOf(node.outputShape));
    if (values > MOST_ACTIVATIONS) {
      reject('network/too-large', `the layers up to here hold ${values} values; at most ${MOST_ACTIVATIONS} may be`);
    }
    nodes.push(node);
  };
  const after = (suffix: string): Site => {
    const input = nodes.length - 1;
    return { ...site, name: `${site.name}/${suffix}`, inputs: [input], shapes: [nodes[input].outputShape] };
  };
  push(expand(kind, layer, site));
  const { batchNorm, activation } = extrasOf(layer);
  if (batchNorm) {
    const { epsilon, momentum } = BATCH_NORM_SCHEMA.properties;
    push(normalisation(after('batchNorm'), epsilon.default, momentum.default));
  }
  if (activation !== 'none') push(expand(activation, { [activation]: {} }, after(activation)));
}

function extrasOf(layer: LayerSpec) {
  const spec = layer.conv2d ?? layer.depthwiseConv2d ?? layer.dense ?? layer.add;
  const batchNorm = spec !== undefined && 'batchNorm' in spec && spec.batchNorm;
  return { batchNorm, activation: spec?.activation ?? 'none' };
}

function allocator(): Site['allocate'] {
  let total = 0;
  return (count) => {
    total += count;
    if (total <= MOST_PARAMETERS) return new Float32Array(count);
    return reject('network/too-large', `the network has more than ${MOST_PARAMETERS} parameters up to this layer`);
  };
}
