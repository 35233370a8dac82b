// What networks and their training are made of: the lists of what is shipped, as a value.
import { LAYERS } from './layers/index.ts';
import type { LayerList } from './layers/layer.ts';
import type { FeatureLossList } from './losses/features/feature-loss.ts';
import { FEATURE_LOSSES } from './losses/features/index.ts';
import { LOSSES } from './losses/index.ts';
import type { LossList } from './losses/loss.ts';
import { OPTIMIZERS } from './optimizers/index.ts';
import type { OptimizerList } from './optimizers/optimizer.ts';

export interface Parts {
  readonly layers: LayerList;
  readonly losses: LossList;
  /** Of layers, beside that of the answers. */
  readonly featureLosses: FeatureLossList;
  readonly optimizers: OptimizerList;
}

export const SHIPPED: Parts = {
  layers: LAYERS,
  losses: LOSSES,
  featureLosses: FEATURE_LOSSES,
  optimizers: OPTIMIZERS,
};
