// The `prune:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { type FineTuneSettings, fineTuneSettings, fineTuningKeys } from '../fine-tuning.ts';

export const PRUNE_SCHEMA = {
  type: 'object',
  description:
    'What is taken out of the trained student, which is then trained on with its teacher: whole channels, which make ' +
    'layers smaller, or single weights, which stay as zeros.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    channels: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 0.95,
      description: 'The share of the multiply-accumulates that goes with the channels that matter least.',
    },
    sparsity: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 0.99,
      description:
        'The share of zeros in the weights of every convolution but depthwise ones, and of every dense layer. It ' +
        'grows over the first half of the epochs (Zhu, Gupta 2017). Zeros save flash where weights are compressed.',
    },
    pattern: {
      enum: ['unstructured', '2:4'],
      default: 'unstructured',
      description:
        'unstructured: the least weights of a layer. 2:4: two of every four neighbouring input channels; sparsity is ' +
        '0.5 then.',
    },
    ...fineTuningKeys(
      'as many as the float training for channels, half of them for weights',
      'that of the float training for channels, a third of it for weights',
    ),
  },
} as const;

export type PruneParams = FromSchema<typeof PRUNE_SCHEMA>;
export type SparsityPattern = PruneParams['pattern'];

/** A layer without half of its channels has to learn most of it again (Z. Liu et al. 2019). */
const OF_CHANNELS = { epochs: 1, learningRate: 1, leastEpochs: 5 };
/** Weights go little by little; a rate near the first one would take away what was learned. */
const OF_WEIGHTS = { epochs: 1 / 2, learningRate: 1 / 3, leastEpochs: 5 };

export function channelTuning(params: PruneParams, float: FineTuneSettings): FineTuneSettings {
  return fineTuneSettings(params, float, OF_CHANNELS);
}

export function weightTuning(params: PruneParams, float: FineTuneSettings): FineTuneSettings {
  return fineTuneSettings(params, float, OF_WEIGHTS);
}

/** The share of zeros that is asked for; undefined where single weights are not pruned. */
export function sparsityOf({ sparsity, pattern }: PruneParams): number | undefined {
  return pattern === '2:4' ? 0.5 : sparsity;
}
