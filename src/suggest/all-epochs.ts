// Passes over the training data that a model takes from its first weights to its integers.
import { clusterTuning } from '../compress/cluster/params.ts';
import { channelTuning, sparsityOf, weightTuning } from '../compress/prune/params.ts';
import { awareSettings } from '../compress/qat/params.ts';
import type { ModelSpec } from '../config/spec.ts';

/**
 * With those of pruning, clustering and quantization-aware training. `floatEpochs`: of the float training, where
 * kd.yaml names none.
 */
export function allEpochs(
  { distill, prune, cluster, quantize }: Pick<ModelSpec, 'distill' | 'prune' | 'cluster' | 'quantize'>,
  floatEpochs: number,
): number {
  const epochs = typeof distill.epochs === 'number' ? distill.epochs : floatEpochs;
  const float = { epochs, learningRate: 1 };
  const aware = quantize.aware ?? (quantize.mode === 'auto' ? true : undefined);
  const more = [
    prune?.channels === undefined ? undefined : channelTuning(prune, float),
    prune && sparsityOf(prune) !== undefined ? weightTuning(prune, float) : undefined,
    cluster && clusterTuning(cluster, float),
    awareSettings(aware, float),
  ];
  return more.reduce((sum, tuning) => sum + (tuning?.epochs ?? 0), epochs);
}
