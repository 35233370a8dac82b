// MUL: tensorflow/lite/micro/kernels/mul_common.cc, kernels/internal/reference/mul.h and integer_ops/mul.h.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import type { Op } from '../op.ts';
import { activationOf, quantizedRange } from '../tensors/activation.ts';
import { combineAs, combinePlain, inputsAndOutput } from '../tensors/broadcast.ts';
import { requireSymmetric, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { rejectType } from '../tensors/tensor.ts';
import { numbers } from '../tensors/views.ts';

export const mul: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const tensors = inputsAndOutput(preparation);
  const [a, b, output] = tensors;
  const plain = combinePlain(preparation, tensors, {
    float:
      ({ min, max }) =>
      (x, y) =>
        clamp(Math.fround(x * y), min, max),
    int32:
      ({ min, max }) =>
      (x, y) =>
        clamp(Math.imul(x, y), min, max),
  });
  if (plain) return plain;
  if (output.type !== 'INT8' && output.type !== 'INT16') return rejectType(output);
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  if (output.type === 'INT16') requireSymmetric(...tensors);
  const multiplier = quantizeMultiplier((scaleOf(a) * scaleOf(b)) / scaleOf(output));
  const { min, max } = quantizedRange(activationOf(operator), output);
  const f = (x: number, y: number) =>
    clamp(zero + multiplyByQuantizedMultiplier(Math.imul(x - zeroA, y - zeroB), multiplier), min, max);
  return combineAs(numbers, kernels, tensors, f);
};
