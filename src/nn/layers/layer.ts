// What a kind of layer says of itself: its settings, its node, its computation. `index.ts` is the list of all.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Shape } from '../../base/shape.ts';
import type { ActivationCode } from '../../simd/float-kernels.ts';
import type { AnyNode, NodeBase, NodeInput } from '../network/node.ts';
import type { Backward, LayerSite } from '../program/layer-steps.ts';

/** Where a layer stands in the network. */
export interface LayerPosition {
  readonly name: string;
  readonly layer: number;
  readonly inputs: readonly NodeInput[];
  /** Of the inputs. */
  readonly shapes: readonly Shape[];
  /** Zeros for parameters; `reject`s when the network has too many. */
  allocate(count: number): Float32Array;
}

/** As Keras counts them: how many values one output is a sum of, and how many outputs one value goes to. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** What a program computes a network for. */
export interface Use {
  /** Keep every node's values, softmax among them. */
  readonly unfused: boolean;
  /** Dropout drops. */
  readonly training: boolean;
}

// Methods and not functions as properties: so a layer of one node is also a layer of any, as the lists need it.
export interface Layer<S, N extends NodeBase, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. The keys `with`, `batchNorm` and `activation` are acted on by the builder of networks. */
  readonly schema: S;
  /** Its node with parameters to start from; `reject`s settings that don't fit the shapes. Runs inside an `attempt`. */
  expand(settings: Settings, position: LayerPosition): N;
  /** Emits the calls of the forward pass and returns what emits those of the backward pass. */
  steps(site: LayerSite<N>): Backward;
  /** Of the parameter `weight`, which then starts at random; layers without it have none. */
  fans?(node: N): Fans;
  /** Its kernels apply an activation that follows. */
  readonly fuses?: true;
  /** Of a relu: the code by which the kernels of layers that fuse know it. */
  readonly activation?: ActivationCode;
  /** Parameters without a gradient: moving statistics, constants. */
  readonly untrained?: readonly string[];
  /** Whether it is its input in this use, and computes nothing. */
  isIdentity?(node: N, use: Use): boolean;
  /** Only at the end of a network; losses and answers are taken in front of it. */
  readonly onlyLast?: true;
}

export type AnyLayer = Layer<object, AnyNode, unknown>;

/** A layer of kd.yaml that stands for one or more nodes of other kinds. */
export interface CompositeLayer<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  readonly schema: S;
  /** In the order in which they compute; the last one has the layer's name, and its batch norm and activation follow
   * it. `reject`s settings that don't fit the shape. Runs inside an `attempt`. */
  parts(settings: Settings, shape: Shape): readonly LayerPart[];
}

export interface LayerPart {
  /** Behind the layer's name: `conv1d_0/pad`; none for the last part. */
  readonly suffix?: string;
  expand(position: LayerPosition): AnyNode;
}

export type AnyComposite = CompositeLayer<object, unknown>;

/** Under their keys in kd.yaml, which are also the kinds of the nodes of those that have one. */
export type LayerList = Readonly<Record<string, AnyLayer | AnyComposite>>;

/** The layer of a node of this kind. */
export function layerOf(layers: LayerList, kind: string): AnyLayer {
  const layer = layers[kind];
  if (!layer || 'parts' in layer) throw new Error(`no layer ${kind} in the list`);
  return layer;
}

/** What every node takes over from the layer's position; its output has the shape of the first input. */
export function nodeAt({ name, layer, inputs, shapes }: LayerPosition) {
  return { name, layer, inputs, outputShape: shapes[0] };
}
