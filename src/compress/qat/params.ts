// `quantize: { aware: … }` of kd.yaml: training that goes on with fake quantization.
import type { FromSchema } from 'json-schema-to-ts';

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
        epochs: {
          type: 'integer',
          minimum: 1,
          maximum: 100000,
          description:
            'Passes over the training data; by default a fifth of the epochs of the float training, at least 3.',
        },
        learningRate: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 100,
          description:
            "At its highest, then falling to zero along half a cosine; by default a tenth of the float training's.",
        },
      },
    },
  ],
} as const;

export type AwareParams = FromSchema<typeof AWARE_SCHEMA>;

export interface AwareSettings {
  readonly epochs: number;
  readonly learningRate: number;
}

const LEAST_EPOCHS = 3;
const SHARE_OF_EPOCHS = 0.2;
const SHARE_OF_RATE = 0.1;

/** With defaults, which follow from those of the float training; undefined where kd.yaml doesn't ask for it. */
export function awareSettings(aware: AwareParams | undefined, float: AwareSettings): AwareSettings | undefined {
  if (aware === undefined || aware === false) return undefined;
  const epochs = Math.max(LEAST_EPOCHS, Math.ceil(SHARE_OF_EPOCHS * float.epochs));
  // 0.1 * 0.003 is 0.00030000000000000003.
  const learningRate = Number((SHARE_OF_RATE * float.learningRate).toPrecision(12));
  return { epochs, learningRate, ...(typeof aware === 'object' && aware) };
}
