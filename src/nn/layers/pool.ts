// Max and average pooling over windows of each channel.
import type { FromSchema } from 'json-schema-to-ts';
import type { Window } from '../../simd/window.ts';
import type { Node, PoolNode } from '../network/network.ts';
import { type Backward, type LayerSteps, read, type Site, samples, write } from '../program/layer-steps.ts';
import { KERNEL, POOL_PADDING, POOL_STRIDE, windowOf } from './fragments.ts';

const POOL = {
  type: 'object',
  additionalProperties: false,
  required: ['size'],
  properties: { size: KERNEL, stride: POOL_STRIDE, padding: POOL_PADDING },
} as const;

export const MAX_POOL_SCHEMA = { ...POOL, description: 'The greatest value of each window.' } as const;
export const AVERAGE_POOL_SCHEMA = {
  ...POOL,
  description: 'The mean of each window; padding is not counted.',
} as const;

export type PoolSpec = FromSchema<typeof MAX_POOL_SCHEMA>;

export const maxPoolSteps: LayerSteps<PoolNode> = (site) => {
  const { emit, x, y } = site;
  const g = windowOf(site.node, site.xShapes[0]);
  const window = site.window(g);
  emit('maxPoolForward', samples(), read(x[0]), write(y), window);
  return ({ dy, wants, give }) => {
    if (!wants(0)) return;
    const dx = site.perSample(g.h * g.w * g.inC);
    emit('maxPoolBackward', samples(), read(x[0]), read(y), read(dy), write(dx), window);
    give(0, dx);
  };
};

export const averagePoolSteps: LayerSteps<PoolNode> = (site) =>
  averageSteps(site, windowOf(site.node, site.xShapes[0]));

/** Also of the pool whose window is the whole image. */
export function averageSteps({ emit, x, y, window: windowAt, perSample }: Site<Node>, g: Window): Backward {
  const window = windowAt(g);
  emit('averagePoolForward', samples(), read(x[0]), write(y), window);
  return ({ dy, wants, give }) => {
    if (!wants(0)) return;
    const dx = perSample(g.h * g.w * g.inC);
    emit('averagePoolBackward', samples(), read(dy), write(dx), window);
    give(0, dx);
  };
}
