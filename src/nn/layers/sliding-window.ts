// A window that slides over an image: its keys in kd.yaml, the shape that it leaves, and its form in the kernels.
// Steps x channels are an image of height 1.
import { reject } from '../../base/problem.ts';
import { describeShape, type Padding, type Shape, windowAlong } from '../../base/shape.ts';
import type { Window } from '../../simd/window.ts';
import type { NodeBase } from '../network/node.ts';
import type { LayerPosition } from './layer.ts';
import { ACTIVATION, BATCH_NORM, BIAS } from './shared-settings.ts';

/** Along height and width. */
export type Pair = readonly [h: number, w: number];

export interface SlidingWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

export interface DilatedWindow extends SlidingWindow {
  readonly dilation: Pair;
}

const SIDE = { type: 'integer', minimum: 1, maximum: 1024 } as const;
const SIDES = {
  anyOf: [SIDE, { type: 'array', items: SIDE, minItems: 2, maxItems: 2 }],
} as const;
const PADDING = {
  enum: ['same', 'valid'],
  description:
    '"same" surrounds the input with zeros so that stride 1 keeps its size (as TensorFlow does); "valid" adds nothing.',
} as const;

const KERNEL = { ...SIDES, description: 'Window: one number, or [height, width].' } as const;

/** Of convolutions, in two parts: other keys stand between them. */
export const CONVOLUTION_WINDOW = {
  kernel: KERNEL,
  stride: { ...SIDES, default: 1, description: 'Step of the window: one number, or [height, width].' },
  padding: { ...PADDING, default: 'same' },
} as const;
export const CONVOLUTION_REST = {
  dilation: {
    ...SIDES,
    default: 1,
    description: 'Distance between the taps of the window: one number, or [height, width].',
  },
  batchNorm: BATCH_NORM,
  activation: ACTIVATION,
  bias: BIAS,
} as const;

export const POOL_WINDOW = {
  size: KERNEL,
  stride: { ...SIDES, description: 'Step of the window; by default its size.' },
  padding: { ...PADDING, default: 'valid' },
} as const;

/** As kd.yaml has it: one number for both axes, or height and width. */
type Sides = number | readonly number[];

interface WindowSettings {
  readonly kernel: Sides;
  readonly stride: Sides;
  readonly padding: Padding;
  readonly dilation: Sides;
}

/** The window of a layer and the shape that it leaves; `reject`s one that doesn't fit. */
export function slide(kind: string, settings: WindowSettings, position: LayerPosition) {
  const [kernel, stride, dilation] = [settings.kernel, settings.stride, settings.dilation].map(pairOf);
  const isSteps = position.shapes[0].length === 2 && kernel[0] === 1;
  const [h, w, channels] = isSteps ? mapOf(position.shapes[0]) : imageOf(kind, position.shapes[0]);
  const window: DilatedWindow = { kernel, stride, padding: settings.padding, dilation };
  const [outH, outW] = [h, w].map((n, i) => windowAlong(n, kernel[i], stride[i], dilation[i], settings.padding).output);
  if (outH < 1 || outW < 1) {
    const reach = kernel.map((k, i) => (k - 1) * dilation[i] + 1);
    const sizes = `a window of ${describeShape(reach)} does not fit into ${describeShape([h, w, channels])}`;
    reject('network/window', `${sizes}; use a smaller one or "padding: same"`);
  }
  const shapeOf = (outC: number): Shape => (isSteps ? [outW, outC] : [outH, outW, outC]);
  return { window, channels, shapeOf };
}

/** `reject`s an input that is no image. */
export function imageOf(kind: string, shape: Shape): Shape {
  if (shape.length === 3) return shape;
  const channel = `give the data a channel dimension: ${describeShape([...shape, 1])}`;
  const arranged = '; give the data that shape (data.shape), or take features of a signal (data.features)';
  const advice = shape.length === 2 ? `; ${channel}, or use conv1d for steps x channels` : arranged;
  return reject('network/rank', `${kind} takes height x width x channels, not ${describeShape(shape)}${advice}`);
}

/** An image as it is, steps x channels with height 1. */
export function mapOf(shape: Shape): Shape {
  return shape.length === 2 ? [1, ...shape] : shape;
}

function pairOf(value: Sides): Pair {
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}

/** The kernels' window of a layer over an image. */
export function windowOf(
  { kernel, stride, padding, dilation = [1, 1], outputShape }: NodeBase & SlidingWindow & Partial<DilatedWindow>,
  shape: Shape,
): Window {
  const [h, w, inC] = mapOf(shape);
  const [kh, kw] = kernel;
  const [strideH, strideW] = stride;
  const [dilationH, dilationW] = dilation;
  const [outH, outW, outC] = mapOf(outputShape);
  const padTop = windowAlong(h, kh, strideH, dilationH, padding).before;
  const padLeft = windowAlong(w, kw, strideW, dilationW, padding).before;
  return { h, w, inC, kh, kw, strideH, strideW, dilationH, dilationW, padTop, padLeft, outH, outW, outC };
}
