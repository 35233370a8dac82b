// What pruning and clustering made of a student's weights, kept while it is trained on, quantized or not.
import type { Network } from '../nn/network/network.ts';
import { joinHooks, type TrainerHooks } from '../nn/trainer.ts';
import { type ClusteredLayer, clusterer } from './cluster/clusters.ts';
import { keptZeros, prunedLayers } from './prune/zeros.ts';

export interface KeptForm {
  readonly keepsZeros: boolean;
  readonly clusters: readonly ClusteredLayer[];
}

/** Around the steps of a network whose layers have the names that they had. */
export function keepingForm(network: Pick<Network, 'nodes'>, form: KeptForm | undefined): TrainerHooks {
  if (!form) return {};
  const zeros = form.keepsZeros ? keptZeros(prunedLayers(network)) : {};
  return joinHooks(zeros, form.clusters.length > 0 ? clusterer(network, form.clusters) : {});
}
