// The `cluster:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { type FineTuneSettings, fineTuneSettings, fineTuningKeys } from '../fine-tuning.ts';

export const CLUSTER_SCHEMA = {
  type: 'object',
  description:
    'Weights of convolutions and dense layers take few different values (Han, Mao, Dally 2016), which are trained on ' +
    'with the teacher. It saves flash where weights are compressed.',
  additionalProperties: false,
  properties: {
    clusters: { type: 'integer', minimum: 4, maximum: 128, default: 16, description: 'How many different values.' },
    per: {
      enum: ['tensor', 'channel', 'model'],
      default: 'tensor',
      description:
        'Who shares the values: a whole layer, an output channel alone, or all layers, which makes gzip smallest.',
    },
    ...fineTuningKeys('a quarter of the epochs of the float training', "a tenth of the float training's"),
  },
} as const;

export type ClusterParams = FromSchema<typeof CLUSTER_SCHEMA>;

const SHARES = { epochs: 1 / 4, learningRate: 1 / 10, leastEpochs: 5 };

export function clusterTuning(params: ClusterParams, float: FineTuneSettings): FineTuneSettings {
  return fineTuneSettings(params, float, SHARES);
}
