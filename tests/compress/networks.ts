// Networks of the converter fixtures with the same weights and samples, and a plain float64 forward pass over them.
import { type Shape, sizeOf, windowAlong } from '../../src/base/shape.ts';
import type { Network, Node } from '../../src/nn/network/network.ts';

export interface NodeSpec {
  kind: Node['kind'];
  filters?: number;
  units?: number;
  multiplier?: number;
  kernel?: number[];
  stride?: number[];
  padding?: string;
  dead?: number;
  /** Of a `zeroPad`: top, bottom, left and right. */
  margins?: number[];
  /** Of an `add` or `concat`: the index of the other node. */
  with?: number;
}

/** `draw` of fixtures/compress/converter.py. */
export function draw(seed: number, count: number, scale: number, shift = 0): Float32Array {
  let state = seed;
  return new Float32Array(count).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (((state >>> 8) - 8388608) / 8388608) * scale + shift;
  });
}

export function buildFixture(inputShape: Shape, specs: readonly NodeSpec[]): Network {
  const nodes: Node[] = [];
  for (const [index, spec] of specs.entries()) nodes.push(nodeOf(spec, index));
  return { inputShape, nodes };

  function nodeOf(spec: NodeSpec, index: number): Node {
    const seed = 1000 * (index + 1);
    const from = index === 0 ? inputShape : nodes[index - 1].outputShape;
    const [h, w] = from;
    const channels = from[from.length - 1];
    const kernel = (spec.kernel ?? [1, 1]) as [number, number];
    const stride = (spec.stride ?? [1, 1]) as [number, number];
    const padding = (spec.padding ?? 'valid') as 'same' | 'valid';
    const dilation = [1, 1] as const;
    const along = (axis: 0 | 1) => windowAlong([h, w][axis], kernel[axis], stride[axis], 1, padding).output;
    const common = { name: `${spec.kind}_${index}`, inputs: [index - 1], layer: index };
    const parametersOf = (shape: number[], units: number) => {
      const weight = draw(seed, sizeOf(shape), 0.5);
      if (spec.dead !== undefined) for (let i = spec.dead; i < weight.length; i += units) weight[i] = 0;
      return { weight, bias: draw(seed + 1, units, 0.25) };
    };
    const windowed = { ...common, kernel, stride, padding };
    switch (spec.kind) {
      case 'conv2d': {
        const filters = spec.filters ?? 1;
        const parameters = parametersOf([...kernel, channels, filters], filters);
        const outputShape = [along(0), along(1), filters];
        return { ...windowed, kind: spec.kind, filters, dilation, outputShape, parameters };
      }
      case 'depthwiseConv2d': {
        const multiplier = spec.multiplier ?? 1;
        const units = channels * multiplier;
        const parameters = parametersOf([...kernel, units], units);
        const outputShape = [along(0), along(1), units];
        return { ...windowed, kind: spec.kind, multiplier, dilation, outputShape, parameters };
      }
      case 'dense': {
        const units = spec.units ?? 1;
        const parameters = parametersOf([sizeOf(from), units], units);
        return { ...common, kind: spec.kind, units, outputShape: [units], parameters };
      }
      case 'batchNorm': {
        const [gamma, beta] = [draw(seed, channels, 0.5, 1), draw(seed + 1, channels, 0.5)];
        const [mean, variance] = [draw(seed + 2, channels, 0.5), draw(seed + 3, channels, 0.5, 1)];
        const parameters = { gamma, beta, mean, variance };
        const epsilon = 0.0009765625;
        return { ...common, kind: spec.kind, epsilon, momentum: 0.99, outputShape: from, parameters };
      }
      case 'maxPool':
      case 'averagePool':
        return { ...windowed, kind: spec.kind, outputShape: [along(0), along(1), channels] };
      case 'globalAveragePool':
        return { ...common, kind: spec.kind, outputShape: [channels] };
      case 'reshape':
        return { ...common, kind: spec.kind, outputShape: [...from].reverse() };
      case 'flatten':
        return { ...common, kind: spec.kind, outputShape: [sizeOf(from)] };
      case 'dropout':
        return { ...common, kind: spec.kind, rate: 0.5, outputShape: from };
      case 'zeroPad': {
        const [top = 0, bottom = 0, left = 0, right = 0] = spec.margins ?? [];
        const outputShape = [h + top + bottom, w + left + right, channels];
        return { ...common, kind: spec.kind, top, bottom, left, right, outputShape };
      }
      case 'concat': {
        const inputs = [index - 1, spec.with ?? 0];
        const shapeOf = (i: number) => (i < 0 ? inputShape : nodes[i].outputShape);
        const all = inputs.reduce((sum, i) => sum + (shapeOf(i).at(-1) ?? 0), 0);
        return { ...common, kind: spec.kind, inputs, outputShape: [...from.slice(0, -1), all] };
      }
      case 'add':
        return { ...common, kind: spec.kind, inputs: [index - 1, spec.with ?? 0], outputShape: from };
      case 'relu':
      case 'relu6':
      case 'softmax':
      case 'sigmoid':
        return { ...common, kind: spec.kind, outputShape: from };
    }
  }
}

/** The outputs of all nodes for one sample; `values[i]` belongs to node i. */
export function forward({ inputShape, nodes }: Network, x: Float32Array): Float32Array[] {
  const values: Float32Array[] = [];
  for (const node of nodes) {
    const of = (i: number) => (i < 0 ? x : values[i]);
    const [input, other] = [of(node.inputs[0]), of(node.inputs[node.inputs.length - 1])];
    const shape = node.inputs[0] < 0 ? inputShape : nodes[node.inputs[0]].outputShape;
    values.push(Float32Array.from(forwardNode(node, input, other, shape)));
  }
  return values;
}

function forwardNode(node: Node, x: Float32Array, other: Float32Array, shape: Shape): ArrayLike<number> {
  const [h, w, c] = shape;
  const last = shape[shape.length - 1];
  switch (node.kind) {
    case 'relu':
      return x.map((v) => Math.max(v, 0));
    case 'relu6':
      return x.map((v) => Math.min(Math.max(v, 0), 6));
    case 'add':
      return x.map((v, i) => v + other[i]);
    case 'concat': {
      const [all, others] = [node.outputShape.at(-1) ?? 0, other.length / (x.length / last)];
      return Array.from({ length: (x.length / last) * all }, (_, i) => {
        const [at, channel] = [Math.floor(i / all), i % all];
        return channel < last ? x[at * last + channel] : other[at * others + channel - last];
      });
    }
    case 'zeroPad': {
      const [, width] = node.outputShape;
      return Array.from({ length: sizeOf(node.outputShape) }, (_, i) => {
        const [y, z] = [Math.floor(i / c / width) - node.top, (Math.floor(i / c) % width) - node.left];
        return y >= 0 && y < h && z >= 0 && z < w ? x[(y * w + z) * c + (i % c)] : 0;
      });
    }
    case 'sigmoid':
      return x.map((v) => 1 / (1 + Math.exp(-v)));
    case 'softmax': {
      const top = x.reduce((a, b) => Math.max(a, b));
      const powers = Array.from(x, (v) => Math.exp(v - top));
      const sum = powers.reduce((a, b) => a + b);
      return powers.map((p) => p / sum);
    }
    case 'batchNorm': {
      const { gamma, beta, mean, variance } = node.parameters;
      const at = (v: number, i: number) => ((v - mean[i]) * gamma[i]) / Math.sqrt(variance[i] + node.epsilon) + beta[i];
      return x.map((v, i) => at(v, i % last));
    }
    case 'globalAveragePool':
      return Array.from({ length: c }, (_, channel) => {
        let sum = 0;
        for (let i = channel; i < x.length; i += c) sum += x[i];
        return sum / (h * w);
      });
    case 'dense': {
      const { weight, bias } = node.parameters;
      return Array.from(bias, (b, o) => x.reduce((sum, v, k) => sum + v * weight[k * node.units + o], b));
    }
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPool':
    case 'averagePool':
      return slide(node, x, shape);
    case 'flatten':
    case 'reshape':
    case 'dropout':
      return x;
  }
}

type Sliding = Extract<Node, { kernel: unknown }>;

function slide(node: Sliding, x: Float32Array, [h, w, c]: Shape): ArrayLike<number> {
  const [oh, ow, oc] = node.outputShape;
  const [kh, kw] = node.kernel;
  const [sh, sw] = node.stride;
  const top = windowAlong(h, kh, sh, 1, node.padding).before;
  const left = windowAlong(w, kw, sw, 1, node.padding).before;
  const out = new Float64Array(oh * ow * oc);
  for (let o = 0; o < out.length; o++) {
    const [y0, x0, channel] = [Math.floor(o / oc / ow), Math.floor(o / oc) % ow, o % oc];
    let sum = 'parameters' in node ? node.parameters.bias[channel] : 0;
    let greatest = Number.NEGATIVE_INFINITY;
    let taps = 0;
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        const [y, xx] = [y0 * sh + i - top, x0 * sw + j - left];
        if (y < 0 || xx < 0 || y >= h || xx >= w) continue;
        const at = (y * w + xx) * c;
        taps++;
        if (node.kind === 'conv2d') {
          const { weight } = node.parameters;
          for (let k = 0; k < c; k++) sum += x[at + k] * weight[((i * kw + j) * c + k) * oc + channel];
        } else if (node.kind === 'depthwiseConv2d') {
          sum += x[at + Math.floor(channel / node.multiplier)] * node.parameters.weight[(i * kw + j) * oc + channel];
        } else {
          sum += x[at + channel];
          greatest = Math.max(greatest, x[at + channel]);
        }
      }
    }
    out[o] = node.kind === 'maxPool' ? greatest : node.kind === 'averagePool' ? sum / taps : sum;
  }
  return out;
}
