// The `quantize:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { CALIBRATION_NAMES } from './calibration/index.ts';
import { AWARE_SCHEMA } from './qat/params.ts';

export const QUANTIZE_SCHEMA = {
  type: 'object',
  description: 'How the float student becomes an integer model.',
  additionalProperties: false,
  default: {},
  properties: {
    mode: {
      enum: ['int8', 'int16x8', 'auto'],
      default: 'int8',
      description:
        'int8: int8 weights, activations, input and output, int32 biases. int16x8: int8 weights, but int16 ' +
        'activations, input and output, and int64 biases; about twice the arena. auto: tries the calibrations, bias ' +
        'correction, equalization, quantization-aware training and int16x8 in this order until the loss on ' +
        'validation data is within budgets.quantDrop (0.5 pp without one); calibration, biasCorrection and equalize ' +
        'are ignored.',
    },
    calibration: {
      enum: CALIBRATION_NAMES,
      default: 'min-max',
      description:
        'What the range of each activation is made of. min-max: all values; percentile: without the outermost; ' +
        'mse: the least squared error; entropy: the least divergence from the distribution of the float values.',
    },
    percentile: {
      type: 'number',
      minimum: 90,
      maximum: 100,
      default: 99.99,
      description:
        'Of calibration percentile: so many percent of the values lie below the upper end, and above the lower.',
    },
    biasCorrection: {
      type: 'boolean',
      default: false,
      description: 'Take the mean error that quantization adds to each channel out of its bias.',
    },
    equalize: {
      type: 'boolean',
      default: false,
      description: 'Scale channels between layers so that they fill the range that they share, before quantization.',
    },
    // per-channel is what TensorFlow's own converter emits (seen with 2.21), and TFLM and CMSIS-NN run it. per-tensor
    // spares the 8 bytes of arena per unit that TFLM keeps for per-channel multipliers (fully_connected_common.cc,
    // CalculateOpDataFullyConnected).
    dense: {
      enum: ['per-channel', 'per-tensor'],
      default: 'per-channel',
      description:
        'Weight scales of dense layers: one per unit (as TensorFlow does), or one per layer, which saves 8 B of ' +
        'arena a unit.',
    },
    aware: AWARE_SCHEMA,
  },
} as const;

type Quantize = FromSchema<typeof QUANTIZE_SCHEMA>;
/** `aware` is absent where kd.yaml doesn't say it; everything else has a default. */
export type QuantizeParams = Required<Omit<Quantize, 'aware'>> & Pick<Quantize, 'aware'>;

/** What activations are stored as; weights are int8 in both. */
export type NumberMode = Exclude<QuantizeParams['mode'], 'auto'>;

/** What `quantize` needs to know; how the ranges were found is no matter. */
export interface NumberParams {
  readonly mode: NumberMode;
  readonly dense: QuantizeParams['dense'];
}

/** Settings that say how to quantize, with nothing left to choose. */
export type FixedParams = QuantizeParams & NumberParams;
