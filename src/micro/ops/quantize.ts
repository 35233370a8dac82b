// QUANTIZE and DEQUANTIZE: tensorflow/lite/micro/kernels/quantize_common.cc, dequantize.cc,
// kernels/internal/reference/quantize.h.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier, roundAway } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { INTEGER_RANGES, isQuantized, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireSameElements, requireType } from '../tensors/tensor.ts';
import { float32, numbers } from '../tensors/views.ts';

/** quantize_common.cc: which types go into which. */
const INTO: Readonly<Record<string, readonly string[]>> = {
  FLOAT32: ['INT8', 'INT16', 'UINT8'],
  INT8: ['INT8', 'INT16', 'INT32', 'UINT8'],
  INT16: ['INT8', 'INT16', 'INT32'],
  INT32: ['INT8', 'INT16'],
  UINT8: ['INT8'],
};

export const quantize: Op = (preparation) => {
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  requireSameElements(input, output);
  // PrepareQuantizeReference
  const scales = output.quantization?.scales.length ?? 0;
  if (scales !== 1) reject('micro/quantization', `"${output.name}" has ${scales} scales; one is needed`);
  if (!(INTO[input.type] ?? rejectType(input)).includes(output.type)) rejectType(output);
  return input.type === 'FLOAT32' ? fromFloat(preparation, input, output) : requantize(preparation, input, output);
};

export const dequantize: Op = (preparation) => {
  const { kernels } = preparation;
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  requireType(input, 'INT8', 'INT16', 'UINT8');
  requireType(output, 'FLOAT32');
  requireSameElements(input, output);
  const scale = scaleOrZero(input);
  const zeroPoint = zeroPointOf(input);
  const x = numbers(kernels, input);
  const y = float32(kernels, output);
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = scale * (x[i] - zeroPoint);
    },
  };
};

/** TfLiteTensor::params, which is 0 where the file has no quantization. */
const scaleOrZero = (tensor: OpTensor) => (isQuantized(tensor) ? scaleOf(tensor) : 0);

/** AffineQuantize: a float32 division, halves away from zero. */
function fromFloat({ kernels }: Preparation, input: OpTensor, output: OpTensor): OperatorRun {
  const scale = scaleOf(output);
  const zeroPoint = zeroPointOf(output);
  const { min, max } = INTEGER_RANGES[output.type as 'INT8' | 'INT16' | 'UINT8'];
  const x = float32(kernels, input);
  const y = numbers(kernels, output);
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = clamp(roundAway(Math.fround(x[i] / scale)) + zeroPoint, min, max);
    },
  };
}

/** Requantize: the scales are divided in float64. */
function requantize({ kernels }: Preparation, input: OpTensor, output: OpTensor): OperatorRun {
  const multiplier = quantizeMultiplier(scaleOrZero(input) / scaleOf(output));
  const from = zeroPointOf(input);
  const to = zeroPointOf(output);
  const { min, max } = INTEGER_RANGES[output.type as keyof typeof INTEGER_RANGES];
  const x = numbers(kernels, input);
  const y = numbers(kernels, output);
  return {
    run() {
      for (let i = 0; i < x.length; i++) {
        y[i] = clamp(multiplyByQuantizedMultiplier(x[i] - from, multiplier) + to, min, max);
      }
    },
  };
}
