// The mean of each window, channel by channel.
import type { Layer } from './layer.ts';
import { averageSteps, POOL, type PoolNode, poolAt } from './pool.ts';
import { windowOf } from './sliding-window.ts';

const SCHEMA = { ...POOL, description: 'The mean of each window; padding is not counted.' } as const;

export type AveragePoolNode = PoolNode & { readonly kind: 'averagePool' };

export const averagePool: Layer<typeof SCHEMA, AveragePoolNode> = {
  schema: SCHEMA,
  expand: (settings, position) => poolAt('averagePool', settings, position),
  steps: (site) => averageSteps(site, windowOf(site.node, site.xShapes[0])),
};
