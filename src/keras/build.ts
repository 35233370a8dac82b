// A network as it grows from the layers of a Keras file: nodes of our layers with the file's weights in them.
import { attempt, must, reject, withProblems } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../base/shape.ts';
import { LAYERS } from '../nn/layers/index.ts';
import type { AnyComposite, AnyLayer, LayerPart, LayerPosition } from '../nn/layers/layer.ts';
import { allocator, MOST_ACTIVATIONS } from '../nn/network/build.ts';
import type { Network, Node } from '../nn/network/network.ts';
import type { AnyNode } from '../nn/network/node.ts';
import type { Operand } from './graph.ts';
import type { KerasWeight } from './weights.ts';

/** A value in the network. */
export interface Tensor {
  /** Index of its node, or -1 for the input. */
  readonly node: number;
  readonly shape: Shape;
}

/** What a layer of the file is built with. All functions run inside an `attempt`. */
export interface Site {
  readonly inputs: readonly Tensor[];
  readonly input: Tensor;
  /** Of an operation. */
  readonly operands: readonly Operand[];
  /** The layer's path, for messages. */
  readonly path: string;
  /** How many weights the file has of it. */
  readonly weightCount: number;
  /** The values of its weight at this place, which must have this shape. */
  weight(place: number, shape: Shape): Float32Array;
  /** One of our layers; its parameters where it has any. */
  add(kind: string, settings: object, inputs: readonly Tensor[], parameters?: Parameters): Tensor;
}

export type Parameters = Readonly<Record<string, Float32Array>>;

export interface Builder {
  readonly input: Tensor;
  readonly nodes: Node[];
  siteOf(layer: LayerAt): Site;
}

interface LayerAt extends Pick<Site, 'path' | 'inputs' | 'operands'> {
  readonly index: number;
}

/** `weights`: those of the layer at a path, in Keras' order. Problems of its sites: `keras/weights`, `keras/too-large`,
 * and those of our layers. */
export function builderOf(inputShape: Shape, weights: (path: string) => readonly KerasWeight[]): Builder {
  const nodes: Node[] = [];
  const names = new Set<string>();
  const allocate = allocator();
  let activations = 0;
  const freeName = (path: string) => {
    const base = path.replaceAll(/[^A-Za-z0-9_-]/g, '_').replace(/^[^A-Za-z]/, 'layer_$&') || 'layer';
    let name = base;
    for (let n = 1; names.has(name); n++) name = `${base}_${n}`;
    names.add(name);
    return name;
  };
  const push = ({ expand }: LayerPart, position: LayerPosition, parameters: Parameters | undefined): Tensor => {
    const node = expand(position);
    activations += sizeOf(node.outputShape);
    if (activations > MOST_ACTIVATIONS)
      reject('keras/too-large', `the layers hold more than ${MOST_ACTIVATIONS} values`);
    nodes.push(filled(node, parameters) as Node);
    return { node: nodes.length - 1, shape: node.outputShape };
  };
  return {
    input: { node: -1, shape: inputShape },
    nodes,
    siteOf({ path, inputs, operands, index }) {
      const found = weights(path);
      return {
        inputs,
        input: inputs[0],
        operands,
        path,
        weightCount: found.length,
        weight: (place, shape) => weightAt(found, place, shape, path),
        add(kind, settings, from, parameters) {
          const name = freeName(path);
          const at = (tensor: Tensor, others: readonly Tensor[] = []): LayerPosition => {
            const all = [tensor, ...others];
            return { name, layer: index, inputs: all.map((t) => t.node), shapes: all.map((t) => t.shape), allocate };
          };
          const told = attempt(() => {
            const parts = partsOf(kind, settings, from[0].shape);
            let [last, ...others] = from;
            for (const [i, part] of parts.entries()) {
              const isWhole = i === parts.length - 1;
              const position = at(last, others);
              const named = part.suffix === undefined ? position : { ...position, name: `${name}/${part.suffix}` };
              last = push(part, named, isWhole ? parameters : undefined);
              others = [];
            }
            return last;
          });
          return must(withProblems(told, (problem) => ({ ...problem, message: `${quote(path)}: ${problem.message}` })));
        },
      };
    },
  };
}

function partsOf(kind: string, settings: object, shape: Shape): readonly LayerPart[] {
  const layer: AnyLayer | AnyComposite | undefined = (LAYERS as Readonly<Record<string, AnyLayer | AnyComposite>>)[
    kind
  ];
  if (!layer) throw new Error(`no layer ${kind} in the list`);
  return 'parts' in layer ? layer.parts(settings, shape) : [{ expand: (position) => layer.expand(settings, position) }];
}

/** The parameters that are named, the others as they start. */
function filled(node: AnyNode, parameters: Parameters | undefined): AnyNode {
  if (!parameters) return node;
  const own = node.parameters ?? {};
  for (const [name, values] of Object.entries(parameters)) {
    if (own[name]?.length !== values.length) throw new Error(`${node.name}: ${name} has ${values.length} values`);
  }
  return { ...node, parameters: { ...own, ...parameters } };
}

function weightAt(weights: readonly KerasWeight[], place: number, shape: Shape, path: string): Float32Array {
  const weight = weights[place];
  if (!weight) {
    return reject('keras/weights', `the file has ${weights.length} weights of ${quote(path)}; save the model again`);
  }
  if (!sameShape(weight.shape, shape)) {
    const shapes = `${describeShape(weight.shape)}, by its configuration ${describeShape(shape)}`;
    reject('keras/weights', `the weight ${weight.name} of ${quote(path)} is ${shapes}; save the model again`);
  }
  return weight.values;
}

/** The network whose last node is this one; Keras may have listed layers behind it. */
export function networkEnding({ nodes, input }: Builder, output: Tensor): Network {
  const used = new Set<number>();
  const visit = [output.node];
  for (let at = visit.pop(); at !== undefined; at = visit.pop()) {
    if (at < 0 || used.has(at)) continue;
    used.add(at);
    visit.push(...nodes[at].inputs);
  }
  const kept = [...used].sort((a, b) => a - b);
  const moved = new Map(kept.map((old, index) => [old, index]));
  const indexOf = (old: number) => (old < 0 ? old : (moved.get(old) ?? -1));
  return {
    inputShape: input.shape,
    nodes: kept.map((old) => ({ ...nodes[old], inputs: nodes[old].inputs.map(indexOf) })),
  };
}
