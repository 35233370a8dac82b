// Keys that several layers of kd.yaml share.
import { type Shape, windowAlong } from '../../base/shape.ts';
import type { Window } from '../../simd/window.ts';
import type { Conv2dNode, DepthwiseConv2dNode, Node, Pair, PoolNode } from '../network/network.ts';
import type { Site } from '../program/layer-steps.ts';

/** One number for both axes, or height and width. */
export function pairOf(value: number | readonly number[]): Pair {
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}

const SIDE = { type: 'integer', minimum: 1, maximum: 1024 } as const;
const SIDES = {
  anyOf: [SIDE, { type: 'array', items: SIDE, minItems: 2, maxItems: 2 }],
} as const;

export const KERNEL = { ...SIDES, description: 'Window: one number, or [height, width].' } as const;
export const STRIDE = {
  ...SIDES,
  default: 1,
  description: 'Step of the window: one number, or [height, width].',
} as const;
export const DILATION = {
  ...SIDES,
  default: 1,
  description: 'Distance between the taps of the window: one number, or [height, width].',
} as const;
export const POOL_STRIDE = { ...SIDES, description: 'Step of the window; by default its size.' } as const;

const PADDING_KEY = {
  enum: ['same', 'valid'],
  description:
    '"same" surrounds the input with zeros so that stride 1 keeps its size (as TensorFlow does); "valid" adds nothing.',
} as const;
export const PADDING = { ...PADDING_KEY, default: 'same' } as const;
export const POOL_PADDING = { ...PADDING_KEY, default: 'valid' } as const;

export const ACTIVATION = {
  enum: ['none', 'relu', 'relu6'],
  default: 'none',
  description: 'What follows the layer, after its batch norm; costs nothing on the device.',
} as const;
export const BATCH_NORM = {
  type: 'boolean',
  default: false,
  description:
    'Normalise over the batch while training; folded into the weights afterwards. The layer then has no bias of its own.',
} as const;
export const BIAS = {
  type: 'boolean',
  default: true,
  description: 'Add a trained number to each output channel.',
} as const;

/** A parameter that every layer of the kind has. */
export function parameterOf(site: Pick<Site<Node>, 'parameter' | 'node'>, name: string) {
  const found = site.parameter(name);
  if (!found) throw new Error(`${site.node.name} has no parameter ${name}`);
  return found;
}

/** The kernels' window of a layer over an image. */
export function windowOf(node: Conv2dNode | DepthwiseConv2dNode | PoolNode, [h, w, inC]: Shape): Window {
  const [kh, kw] = node.kernel;
  const [strideH, strideW] = node.stride;
  const [dilationH, dilationW] = 'dilation' in node ? node.dilation : [1, 1];
  const [outH, outW, outC] = node.outputShape;
  const padTop = windowAlong(h, kh, strideH, dilationH, node.padding).before;
  const padLeft = windowAlong(w, kw, strideW, dilationW, node.padding).before;
  return { h, w, inC, kh, kw, strideH, strideW, dilationH, dilationW, padTop, padLeft, outH, outW, outC };
}
