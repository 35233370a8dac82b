// A network's forward pass and loss in plain float64, written from the definitions; only to be compared with.
import { sizeOf, windowAlong } from '../../src/base/shape.ts';
import type { Network, Node } from '../../src/nn/network/network.ts';

export interface LossNumbers {
  readonly alpha: number;
  readonly temperature: number;
}

export type Values = number[];

/** Parameters by `node/name`, so that one of them can be moved. */
export type Numbers = Map<string, Float64Array>;

export interface Sample64 {
  readonly count: number;
  readonly x: ArrayLike<number>;
  /** [count, classes] */
  readonly targets: ArrayLike<number>;
  readonly teacherLogits?: ArrayLike<number>;
  /** Dropout's factors by node name; absent: inference with the moving statistics. */
  readonly keeps?: ReadonlyMap<string, ArrayLike<number>>;
}

export function numbersOf(network: Network): Numbers {
  const entries = network.nodes.flatMap((node, i) =>
    'parameters' in node
      ? Object.entries(node.parameters).map(([name, v]) => [`${i}/${name}`, Float64Array.from(v)] as const)
      : [],
  );
  return new Map(entries);
}

/** Every node's values [count, ...outputShape]. */
export function forward64(network: Network, numbers: Numbers, batch: Sample64): Values[] {
  const all: Values[] = [];
  const at = (i: number): Values => (i < 0 ? Array.from(batch.x) : all[i]);
  for (const [i, node] of network.nodes.entries()) {
    const shape = node.inputs[0] < 0 ? network.inputShape : network.nodes[node.inputs[0]].outputShape;
    const parameter = (name: string) => numbers.get(`${i}/${name}`) ?? new Float64Array(1e6);
    all.push(nodeForward(node, shape, node.inputs.map(at), parameter, batch));
  }
  return all;
}

function nodeForward(
  node: Node,
  shape: readonly number[],
  inputs: Values[],
  parameter: (name: string) => Float64Array,
  { count, keeps }: Sample64,
): Values {
  const size = sizeOf(node.outputShape);
  const [x, other] = inputs;
  const map = mapOf(shape);
  const channels = node.outputShape[node.outputShape.length - 1];
  switch (node.kind) {
    case 'dense': {
      const width = x.length / count;
      return table(count * size, (i) => {
        let sum = parameter('bias')[i % size];
        for (let k = 0; k < width; k++)
          sum += x[Math.floor(i / size) * width + k] * parameter('weight')[k * size + (i % size)];
        return sum;
      });
    }
    case 'conv2d':
      return overWindows(node, node.dilation, map, count, x, (taps, o) => {
        let sum = parameter('bias')[o];
        for (const { tap, pixel } of taps) {
          for (let c = 0; c < map[2]; c++) sum += pixel(c) * parameter('weight')[(tap * map[2] + c) * channels + o];
        }
        return sum;
      });
    case 'depthwiseConv2d':
      return overWindows(node, node.dilation, map, count, x, (taps, o) => {
        let sum = parameter('bias')[o];
        for (const { tap, pixel } of taps)
          sum += pixel(Math.floor(o / node.multiplier)) * parameter('weight')[tap * channels + o];
        return sum;
      });
    case 'maxPool':
      return overWindows(node, [1, 1], map, count, x, (taps, o) => Math.max(...taps.map(({ pixel }) => pixel(o))));
    case 'averagePool':
      return overWindows(
        node,
        [1, 1],
        map,
        count,
        x,
        (taps, o) => taps.reduce((s, { pixel }) => s + pixel(o), 0) / taps.length,
      );
    case 'globalAveragePool': {
      const pixels = map[0] * map[1];
      return table(count * size, (i) => {
        let sum = 0;
        for (let p = 0; p < pixels; p++) sum += x[(Math.floor(i / size) * pixels + p) * size + (i % size)];
        return sum / pixels;
      });
    }
    case 'batchNorm': {
      const [mean, variance] = keeps ? statistics64(x, channels) : [parameter('mean'), parameter('variance')];
      return x.map((v, i) => {
        const c = i % channels;
        return (parameter('gamma')[c] * (v - mean[c])) / Math.sqrt(variance[c] + node.epsilon) + parameter('beta')[c];
      });
    }
    case 'relu':
      return x.map((v) => Math.max(v, 0));
    case 'relu6':
      return x.map((v) => Math.min(Math.max(v, 0), 6));
    case 'add':
      return x.map((v, i) => v + other[i]);
    case 'concat': {
      const positions = count * (size / channels);
      return table(positions, (p) => inputs.flatMap((v) => rows(v, v.length / positions)[p])).flat();
    }
    case 'zeroPad': {
      const [h, w, c] = map;
      const [outH, outW] = mapOf(node.outputShape);
      return table(count * size, (i) => {
        const [n, y, z] = [Math.floor(i / size), Math.floor(i / (outW * c)) % outH, Math.floor(i / c) % outW];
        const [row, column] = [y - node.top, z - node.left];
        const isInside = row >= 0 && row < h && column >= 0 && column < w;
        return isInside ? x[((n * h + row) * w + column) * c + (i % c)] : 0;
      });
    }
    case 'flatten':
    case 'reshape':
      return x;
    case 'dropout': {
      const keep = keeps?.get(node.name);
      return keep ? x.map((v, i) => v * keep[i]) : x;
    }
    case 'sigmoid':
      return x.map((v) => 1 / (1 + Math.exp(-v)));
    case 'softmax':
      return rows(x, channels).flatMap((row) => logSoftmax(row, 1).map(Math.exp));
  }
}

/** Steps x channels are an image of height 1. */
function mapOf(shape: readonly number[]): readonly number[] {
  return shape.length === 2 ? [1, ...shape] : shape;
}

export function statistics64(x: Values, channels: number): [number[], number[]] {
  const n = x.length / channels;
  const mean = table(channels, (c) => x.reduce((s, v, i) => (i % channels === c ? s + v : s), 0) / n);
  const variance = table(
    channels,
    (c) => x.reduce((s, v, i) => (i % channels === c ? s + (v - mean[c]) * (v - mean[c]) : s), 0) / n,
  );
  return [mean, variance];
}

interface Tap {
  readonly tap: number;
  readonly pixel: (c: number) => number;
}

function overWindows(
  { kernel, stride, padding, outputShape }: Extract<Node, { padding: unknown }>,
  dilation: readonly [number, number],
  [h, w, inC]: readonly number[],
  count: number,
  x: Values,
  of: (taps: Tap[], channel: number) => number,
): Values {
  const [outH, outW, outC] = mapOf(outputShape);
  const top = windowAlong(h, kernel[0], stride[0], dilation[0], padding).before;
  const left = windowAlong(w, kernel[1], stride[1], dilation[1], padding).before;
  return table(count * outH * outW, (i) => {
    const [n, oh, ow] = [Math.floor(i / (outH * outW)), Math.floor(i / outW) % outH, i % outW];
    const taps = table(kernel[0] * kernel[1], (tap) => {
      const y = oh * stride[0] + Math.floor(tap / kernel[1]) * dilation[0] - top;
      const z = ow * stride[1] + (tap % kernel[1]) * dilation[1] - left;
      return {
        tap,
        inside: y >= 0 && y < h && z >= 0 && z < w,
        pixel: (c: number) => x[((n * h + y) * w + z) * inC + c],
      };
    }).filter(({ inside }) => inside);
    return table(outC, (o) => of(taps, o));
  }).flat();
}

/** The mean loss of the batch:
 * L = alpha * CE(targets, softmax(z)) + (1 - alpha) * T^2 * KL(softmax(t / T) || softmax(z / T)). */
export function loss64(
  logits: Values,
  { count, targets, teacherLogits }: Sample64,
  { alpha, temperature }: LossNumbers,
): number {
  const classes = logits.length / count;
  const teachers = teacherLogits && rows(Array.from(teacherLogits), classes);
  const losses = rows(logits, classes).map((z, n) => {
    const hard = logSoftmax(z, 1).reduce((sum, l, c) => sum - targets[n * classes + c] * l, 0);
    if (!teachers) return hard;
    const [s, t] = [logSoftmax(z, temperature), logSoftmax(teachers[n], temperature)];
    const divergence = t.reduce((sum, lt, c) => sum + Math.exp(lt) * (lt - s[c]), 0);
    return alpha * hard + (1 - alpha) * temperature * temperature * divergence;
  });
  return losses.reduce((a, b) => a + b) / count;
}

function logSoftmax(z: Values, temperature: number): Values {
  const top = Math.max(...z);
  const shift = Math.log(z.reduce((sum, v) => sum + Math.exp((v - top) / temperature), 0));
  return z.map((v) => (v - top) / temperature - shift);
}

export function rows(x: Values, width: number): Values[] {
  return table(x.length / width, (n) => x.slice(n * width, (n + 1) * width));
}

function table<T>(length: number, of: (i: number) => T): T[] {
  return Array.from({ length }, (_, i) => of(i));
}
