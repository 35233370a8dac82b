// What networks and their training are made of: the lists of what is shipped, as a value.
import { LAYERS } from './layers/index.ts';
import type { LayerList } from './layers/layer.ts';
import { LOSSES } from './losses/index.ts';
import type { LossList } from './losses/loss.ts';
import { OPTIMIZERS } from './optimizers/index.ts';
import type { OptimizerList } from './optimizers/optimizer.ts';

export interface Parts {
  readonly layers: LayerList;
  readonly losses: LossList;
  readonly optimizers: OptimizerList;
}

export const SHIPPED: Parts = { layers: LAYERS, losses: LOSSES, optimizers: OPTIMIZERS };
