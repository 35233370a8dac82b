// The `export:` section of kd.yaml.

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
  },
} as const;
