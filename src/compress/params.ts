// The `quantize:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { AWARE_SCHEMA } from './qat/params.ts';

export const QUANTIZE_SCHEMA = {
  type: 'object',
  description: 'How the float student becomes an int8 model.',
  additionalProperties: false,
  default: {},
  properties: {
    mode: {
      enum: ['int8'],
      default: 'int8',
      description: 'Full-integer quantization: int8 weights and activations, int32 biases, int8 input and output.',
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
