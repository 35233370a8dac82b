// The range of all values, as TensorFlow's converter takes it.
import type { CalibrationMethod } from './method.ts';

export const minMax = {
  name: 'min-max',
  source:
    'Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018',
} as const satisfies CalibrationMethod;
