// The `export:` section of kd.yaml.
import { FIRMWARE_KINDS } from './firmware/kinds.ts';

// No default: a model that doesn't name it stays as it was, in reports and stored results too.
export const EXPORT_SCHEMA = {
  type: 'object',
  description: 'How the finished model is written.',
  additionalProperties: false,
  properties: {
    compact: {
      type: 'boolean',
      default: false,
      description:
        'Leave out of model.tflite what TensorFlow Lite Micro never reads, such as names and repeated zero points: ' +
        'the same outputs from a smaller file. What TensorFlow reads lies beside it, as model.full.tflite.',
    },
    decode: {
      enum: ['off', 'auto'],
      default: 'off',
      description:
        "Compress weights for TensorFlow Lite Micro's operator TFLM_DECODE, which unpacks them into the arena at " +
        'each inference. auto: those that make flash smaller, the 18.6 KB of its code counted, while arena and ' +
        'latency keep their budgets.',
    },
    firmware: {
      type: 'array',
      description:
        'The folders that are written beside model.tflite. files: headers and the array (as without this key); ' +
        'arduino: a library; esp-idf: a component, and a manifest for ESPHome; zephyr: a module.',
      minItems: 1,
      maxItems: 4,
      items: { enum: FIRMWARE_KINDS, description: 'A toolchain.' },
    },
    metadata: {
      type: 'boolean',
      default: false,
      description:
        'Write into the .tflite what Netron and the tools of LiteRT show: names of classes, normalization, ranges. ' +
        'Some hundred bytes that no board reads; with compact they are in model.full.tflite alone.',
    },
  },
} as const;
