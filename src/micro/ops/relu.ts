// RELU and RELU6: tensorflow/lite/micro/kernels/activations.cc, activations_common.cc.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier, roundAway } from '../../base/fixed-point.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import type { ActivationRange } from '../tensors/activation.ts';
import { INTEGER_RANGES, requireSymmetric, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAndOutput, rejectType } from '../tensors/tensor.ts';
import { float32, numbers } from '../tensors/views.ts';

const prepare =
  (limit: number, quantized: typeof relu8 | typeof relu6Quantized): Op =>
  (preparation) => {
    const [input, output] = inputAndOutput(preparation);
    if (input.type === 'FLOAT32') return floats(preparation, limit, input, output);
    if (input.type === 'INT8' || input.type === 'INT16') return quantized(preparation, input, output);
    return rejectType(input);
  };

export const relu = prepare(Number.POSITIVE_INFINITY, relu8);
export const relu6 = prepare(6, relu6Quantized);

function floats({ kernels }: Preparation, limit: number, input: OpTensor, output: OpTensor): OperatorRun {
  const x = float32(kernels, input);
  const y = float32(kernels, output);
  return {
    run() {
      // -0 and NaN pass as they are.
      for (let i = 0; i < x.length; i++) y[i] = x[i] < 0 ? 0 : Math.min(x[i], limit);
    },
  };
}

function rangeOf({ type }: OpTensor): ActivationRange {
  return type === 'INT16' ? INTEGER_RANGES.INT16 : INTEGER_RANGES.INT8;
}

/** CalculateReluOpData: scales are divided in float64. */
function relu8({ kernels }: Preparation, input: OpTensor, output: OpTensor): OperatorRun {
  if (input.type === 'INT16') requireSymmetric(input, output);
  const multiplier = quantizeMultiplier(scaleOf(input) / scaleOf(output));
  const { min, max } = rangeOf(output);
  const zeroPoint = zeroPointOf(output);
  const inputZeroPoint = zeroPointOf(input);
  const least = Math.max(min, zeroPoint);
  const x = numbers(kernels, input);
  const y = numbers(kernels, output);
  return {
    run() {
      for (let i = 0; i < x.length; i++) {
        y[i] = clamp(zeroPoint + multiplyByQuantizedMultiplier(x[i] - inputZeroPoint, multiplier), least, max);
      }
    },
  };
}

/** Only clamps between the input's zero point and its 6 (FloatToQuantizedType): the output's own scale isn't looked
 * at. */
function relu6Quantized({ kernels }: Preparation, input: OpTensor, output: OpTensor): OperatorRun {
  const { min, max } = rangeOf(input);
  const zero = zeroPointOf(input);
  const six = clamp(roundAway(Math.fround(6 / scaleOf(input))) + zero, min, max);
  const x = numbers(kernels, input);
  const y = numbers(kernels, output);
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = clamp(x[i], zero, six);
    },
  };
}
