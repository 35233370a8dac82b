// MUL: tensorflow/lite/micro/kernels/mul_common.cc, kernels/internal/reference/mul.h and integer_ops/mul.h.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import type { Op } from '../op.ts';
import { activationOf, floatRange, int32Range, quantizedRange } from '../tensors/activation.ts';
import { combineAs, inputsAndOutput } from '../tensors/broadcast.ts';
import { float32, int32, numbers, rejectType, requireSymmetric, scaleOf, zeroPointOf } from '../tensors/tensor.ts';

export const mul: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const tensors = inputsAndOutput(preparation);
  const [a, b, output] = tensors;
  const activation = activationOf(operator);
  if (output.type === 'FLOAT32') {
    const { min, max } = floatRange(activation);
    const f = (x: number, y: number) => clamp(Math.fround(x * y), min, max);
    return combineAs(float32, kernels, tensors, f);
  }
  if (output.type === 'INT32') {
    const { min, max } = int32Range(activation);
    const f = (x: number, y: number) => clamp(Math.imul(x, y), min, max);
    return combineAs(int32, kernels, tensors, f);
  }
  if (output.type !== 'INT8' && output.type !== 'INT16') return rejectType(output);
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  if (output.type === 'INT16') requireSymmetric(...tensors);
  const multiplier = quantizeMultiplier((scaleOf(a) * scaleOf(b)) / scaleOf(output));
  const { min, max } = quantizedRange(activation, output);
  const f = (x: number, y: number) =>
    clamp(zero + multiplyByQuantizedMultiplier(Math.imul(x - zeroA, y - zeroB), multiplier), min, max);
  return combineAs(numbers, kernels, tensors, f);
};
