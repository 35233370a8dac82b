// Quantization as TensorFlow's converter does it, for benches that don't measure it.

export const PLAIN = {
  mode: 'int8',
  dense: 'per-channel',
  calibration: 'min-max',
  percentile: 99.99,
  biasCorrection: false,
  equalize: false,
} as const;
