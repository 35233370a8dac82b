// One row per kind of layer: its settings and the shape in front of it to a node with zero parameters.
import { reject } from '../../base/problem.ts';
import { describeShape, type Padding, type Shape, sameShape, sizeOf, windowAlong } from '../../base/shape.ts';
import type { AddSpec } from '../layers/add.ts';
import type { BatchNormSpec } from '../layers/batch-norm.ts';
import type { Conv2dSpec } from '../layers/conv2d.ts';
import type { DenseSpec } from '../layers/dense.ts';
import type { DepthwiseConv2dSpec } from '../layers/depthwise-conv2d.ts';
import type { DropoutSpec } from '../layers/dropout.ts';
import { pairOf } from '../layers/fragments.ts';
import type { PoolSpec } from '../layers/pool.ts';
import type { LayerKind, LayerSpec } from '../params.ts';
import type { Node, NodeInput, Pair } from './network.ts';

/** Where a layer stands in the network. */
export interface Site {
  readonly name: string;
  readonly layer: number;
  readonly inputs: readonly NodeInput[];
  /** Of the inputs. */
  readonly shapes: readonly Shape[];
  /** Zeros for parameters; `reject`s when the network has too many. */
  allocate(count: number): Float32Array;
}

/** Written out, since the type that FromSchema derives for a layer of any kind is too large to index. */
interface Specs {
  readonly dense: DenseSpec;
  readonly conv2d: Conv2dSpec;
  readonly depthwiseConv2d: DepthwiseConv2dSpec;
  readonly batchNorm: BatchNormSpec;
  readonly relu: unknown;
  readonly relu6: unknown;
  readonly maxPool: PoolSpec;
  readonly averagePool: PoolSpec;
  readonly globalAveragePool: unknown;
  readonly add: AddSpec;
  readonly flatten: unknown;
  readonly dropout: DropoutSpec;
  readonly softmax: unknown;
}

/** The node of a layer by itself; `batchNorm: true` and `activation` of a layer are nodes of their own. Runs inside an `attempt`. */
export function expand(kind: LayerKind, layer: LayerSpec, site: Site): Node {
  // Each row takes exactly its own kind of layer; TypeScript can't see that across a computed key.
  return (ROWS[kind] as (spec: never, site: Site) => Node)(layer[kind] as never, site);
}

const ROWS: { readonly [K in LayerKind]: (spec: Specs[K], site: Site) => Node } = {
  dense: (spec, site) => ({
    ...common(site),
    kind: 'dense',
    units: spec.units,
    trainBias: spec.bias && !spec.batchNorm,
    outputShape: [spec.units],
    parameters: weighted(site, [sizeOf(site.shapes[0]), spec.units], spec.units),
  }),
  conv2d(spec, site) {
    const [kernel, dilation] = [pairOf(spec.kernel), pairOf(spec.dilation)];
    const { stride, padding, outH, outW, channels } = slide('conv2d', spec, kernel, dilation, site);
    return {
      ...common(site),
      kind: 'conv2d',
      filters: spec.filters,
      kernel,
      stride,
      padding,
      dilation,
      trainBias: spec.bias && !spec.batchNorm,
      outputShape: [outH, outW, spec.filters],
      parameters: weighted(site, [...kernel, channels, spec.filters], spec.filters),
    };
  },
  depthwiseConv2d(spec, site) {
    const [kernel, dilation] = [pairOf(spec.kernel), pairOf(spec.dilation)];
    const { stride, padding, outH, outW, channels } = slide('depthwiseConv2d', spec, kernel, dilation, site);
    const outputs = channels * spec.multiplier;
    return {
      ...common(site),
      kind: 'depthwiseConv2d',
      multiplier: spec.multiplier,
      kernel,
      stride,
      padding,
      dilation,
      trainBias: spec.bias && !spec.batchNorm,
      outputShape: [outH, outW, outputs],
      parameters: weighted(site, [...kernel, outputs], outputs),
    };
  },
  batchNorm: (spec, site) => normalisation(site, spec.epsilon, spec.momentum),
  relu: (_, site) => ({ ...common(site), kind: 'relu' }),
  relu6: (_, site) => ({ ...common(site), kind: 'relu6' }),
  maxPool: (spec, site) => pool('maxPool', spec, site),
  averagePool: (spec, site) => pool('averagePool', spec, site),
  globalAveragePool: (_, site) => ({
    ...common(site),
    kind: 'globalAveragePool',
    outputShape: [imageOf('globalAveragePool', site)[2]],
  }),
  add(_, site) {
    const [a, b] = site.shapes;
    if (!sameShape(a, b)) {
      const shapes = `${describeShape(a)} in front of it and ${describeShape(b)} of the layer in \`with\``;
      reject('network/add-shapes', `add takes two layers of one shape, not ${shapes}`);
    }
    return { ...common(site), kind: 'add' };
  },
  flatten: (_, site) => ({ ...common(site), kind: 'flatten', outputShape: [sizeOf(site.shapes[0])] }),
  dropout: (spec, site) => ({ ...common(site), kind: 'dropout', rate: spec.rate }),
  softmax: (_, site) => ({ ...common(site), kind: 'softmax' }),
};

/** gamma 1, beta 0, moving mean 0, moving variance 1 (Ioffe and Szegedy 2015). */
export function normalisation(site: Site, epsilon: number, momentum: number): Node {
  const [shape] = site.shapes;
  const channels = shape[shape.length - 1];
  const values = (start: number) => site.allocate(channels).fill(start);
  const parameters = { gamma: values(1), beta: values(0), mean: values(0), variance: values(1) };
  return { ...common(site), kind: 'batchNorm', epsilon, momentum, parameters };
}

function common({ name, layer, inputs, shapes }: Site) {
  return { name, layer, inputs, outputShape: shapes[0] };
}

function weighted(site: Site, shape: Shape, channels: number) {
  return { weight: site.allocate(sizeOf(shape)), bias: site.allocate(channels) };
}

function imageOf(kind: LayerKind, { shapes: [shape] }: Site): Shape {
  if (shape.length === 3) return shape;
  const advice = shape.length === 2 ? `; give the data a channel dimension: ${describeShape([...shape, 1])}` : '';
  return reject('network/rank', `${kind} takes height x width x channels, not ${describeShape(shape)}${advice}`);
}

interface Sliding {
  readonly stride: number | readonly number[];
  readonly padding: Padding;
}

function slide(kind: LayerKind, { stride: steps, padding }: Sliding, kernel: Pair, dilation: Pair, site: Site) {
  const [h, w, channels] = imageOf(kind, site);
  const stride = pairOf(steps);
  const [outH, outW] = [h, w].map((n, i) => windowAlong(n, kernel[i], stride[i], dilation[i], padding).output);
  if (outH < 1 || outW < 1) {
    const window = kernel.map((k, i) => (k - 1) * dilation[i] + 1);
    const sizes = `a window of ${describeShape(window)} does not fit into ${describeShape([h, w, channels])}`;
    reject('network/window', `${sizes}; use a smaller one or "padding: same"`);
  }
  return { stride, padding, outH, outW, channels };
}

function pool(kind: 'maxPool' | 'averagePool', { size, stride = size, padding }: PoolSpec, site: Site): Node {
  const kernel = pairOf(size);
  const window = slide(kind, { stride, padding }, kernel, [1, 1], site);
  const outputShape = [window.outH, window.outW, window.channels];
  return { ...common(site), kind, kernel, stride: window.stride, padding, outputShape };
}
