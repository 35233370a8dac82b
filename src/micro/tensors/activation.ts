// The range that a fused activation leaves an output, as CalculateActivationRange of tensorflow/lite/kernels/ has it.
import { roundAway } from '../../base/fixed-point.ts';
import type { Operator } from '../../tflite/model.ts';
import type { OpTensor } from '../op.ts';
import { INTEGER_RANGES, scaleOf, zeroPointOf } from './quantization.ts';
import { rejectType } from './tensor.ts';

/** The values that an output may take, both ends included. */
export interface ActivationRange {
  readonly min: number;
  readonly max: number;
}

/** schema.fbs ActivationFunctionType */
const ACTIVATIONS = { NONE: 0, RELU: 1, RELU_N1_TO_1: 2, RELU6: 3 } as const;

export function activationOf({ options }: Operator): number {
  return Number(options.fusedActivationFunction ?? 0);
}

/** tensorflow/lite/kernels/kernel_util.cc, CalculateActivationRangeQuantizedImpl: bounds are float32 round(f / scale) +
 * zero point. */
export function quantizedRange(activation: number, output: OpTensor): ActivationRange {
  const { min, max } = INTEGER_RANGES[output.type as keyof typeof INTEGER_RANGES] ?? rejectType(output);
  if (activation === ACTIVATIONS.NONE) return { min, max };
  const scale = scaleOf(output);
  const quantize = (f: number) => zeroPointOf(output) + roundAway(Math.fround(f / scale));
  if (activation === ACTIVATIONS.RELU) return { min: Math.max(min, quantize(0)), max };
  if (activation === ACTIVATIONS.RELU6) return { min: Math.max(min, quantize(0)), max: Math.min(max, quantize(6)) };
  if (activation === ACTIVATIONS.RELU_N1_TO_1) {
    return { min: Math.max(min, quantize(-1)), max: Math.min(max, quantize(1)) };
  }
  // CalculateActivationRange ignores what it doesn't know: TANH and the like as no activation.
  return { min, max };
}

/** tensorflow/lite/kernels/kernel_util.h, CalculateActivationRange<float>. */
export function floatRange(activation: number): ActivationRange {
  if (activation === ACTIVATIONS.RELU) return { min: 0, max: 3.4028234663852886e38 };
  if (activation === ACTIVATIONS.RELU6) return { min: 0, max: 6 };
  if (activation === ACTIVATIONS.RELU_N1_TO_1) return { min: -1, max: 1 };
  return { min: -3.4028234663852886e38, max: 3.4028234663852886e38 };
}

/** kernels/kernel_util.h, CalculateActivationRange<int32_t>. */
export function int32Range(activation: number): ActivationRange {
  const { min, max } = floatRange(activation);
  return { min: Math.max(min, -2147483648), max: Math.min(max, 2147483647) };
}
