// `quantize: { aware: … }` of kd.yaml: training that goes on with fake quantization.
import type { FromSchema } from 'json-schema-to-ts';
import { type FineTuneSettings, fineTuneSettings, fineTuningKeys } from '../fine-tuning.ts';

export const AWARE_SCHEMA = {
  description:
    'Quantization-aware training: after the float training go on in the numbers of the integer model, and ship that ' +
    'where it has more right answers on held-out samples. true, or its settings. Of mode auto it is one of the ' +
    'attempts; false leaves it out there.',
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        ...fineTuningKeys('a fifth of the epochs of the float training, at least 3', "a tenth of the float training's"),
      },
    },
  ],
} as const;

export type AwareParams = FromSchema<typeof AWARE_SCHEMA>;

const SHARES = { epochs: 0.2, learningRate: 0.1, leastEpochs: 3 };

/** With defaults, which follow from those of the float training; undefined where kd.yaml doesn't ask for it. */
export function awareSettings(aware: AwareParams | undefined, float: FineTuneSettings): FineTuneSettings | undefined {
  if (aware === undefined || aware === false) return undefined;
  return fineTuneSettings(aware === true ? {} : aware, float, SHARES);
}
