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
  },
} as const;
