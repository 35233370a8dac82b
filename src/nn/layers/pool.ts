// What pools over windows of each channel share.
import type { FromSchema } from 'json-schema-to-ts';
import type { Window } from '../../simd/window.ts';
import type { NodeBase } from '../network/node.ts';
import { type Backward, type LayerSite, read, samples, write } from '../program/layer-steps.ts';
import { type LayerPosition, nodeAt } from './layer.ts';
import { POOL_WINDOW, type SlidingWindow, slide } from './sliding-window.ts';

export const POOL = {
  type: 'object',
  additionalProperties: false,
  required: ['size'],
  properties: POOL_WINDOW,
} as const;

type PoolSettings = FromSchema<typeof POOL>;

export function poolAt<K extends string>(kind: K, settings: PoolSettings, position: LayerPosition) {
  const { size, stride = size, padding } = settings;
  // Along the steps of steps x channels.
  const isSteps = position.shapes[0].length === 2;
  const sides = (side: typeof size) => (isSteps && typeof side === 'number' ? [1, side] : side);
  const all = { kernel: sides(size), stride: sides(stride), padding, dilation: 1 };
  const { window, channels, shapeOf } = slide(kind, all, position);
  const { dilation: _, ...sliding } = window;
  return { ...nodeAt(position), kind, ...sliding, outputShape: shapeOf(channels) };
}

export type PoolNode = NodeBase & SlidingWindow;

/** Also of the pool whose window is the whole image. */
export function averageSteps({ emit, x, y, window: windowAt, perSample }: LayerSite<NodeBase>, g: Window): Backward {
  const window = windowAt(g);
  emit('averagePoolForward', samples(), read(x[0]), write(y), window);
  return ({ dy, wants, give }) => {
    if (!wants(0)) return;
    const dx = perSample(g.h * g.w * g.inC);
    emit('averagePoolBackward', samples(), read(dy), write(dx), window);
    give(0, dx);
  };
}
