// Where a training of this run leaves its state, so that the next run goes on from it when this one is killed.
import { keyOf } from '../store/keys.ts';
import type { Checkpoints } from '../student/checkpoint.ts';
import type { ModelRun } from './model-run.ts';

/**
 * `inputs`: everything that the training depends on beside the float student's settings in kd.yaml, the seed and the
 * tool; as JSON, files and arrays by their digests. Undefined where nothing is stored.
 */
export function checkpointsOf(
  { name, model, seed, tool, tools, results, startSha256 }: ModelRun,
  stage: string,
  inputs: unknown,
): Checkpoints | undefined {
  const stored = results?.checkpoints;
  if (!stored) return undefined;
  // What is made of the trained student is no matter to its training.
  const { limits: _, boards: _boards, quantize: _quantize, prune: _prune, cluster: _cluster, ...float } = model;
  const { export: _export, ...settings } = float;
  const key = keyOf({ training: stage, settings, seed, tool, inputs, startSha256 });
  return {
    find: () => stored.find(key),
    keep: (checkpoint) => stored.keep(key, checkpoint),
    drop: () => stored.drop(key),
    onResume(ended, epochs) {
      const from = ended < epochs ? `resumed at epoch ${ended + 1} of ${epochs}` : 'had ended before';
      tools.onProgress({ model: name, stage: `${stage} ${from}` });
    },
  };
}
