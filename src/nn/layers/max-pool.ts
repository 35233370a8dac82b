// The greatest value of each window, channel by channel.
import { read, samples, write } from '../program/layer-steps.ts';
import type { Layer } from './layer.ts';
import { POOL, type PoolNode, poolAt } from './pool.ts';
import { windowOf } from './sliding-window.ts';

const SCHEMA = { ...POOL, description: 'The greatest value of each window.' } as const;

export type MaxPoolNode = PoolNode & { readonly kind: 'maxPool' };

export const maxPool: Layer<typeof SCHEMA, MaxPoolNode> = {
  schema: SCHEMA,
  expand: (settings, position) => poolAt('maxPool', settings, position),
  steps(site) {
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
  },
};
