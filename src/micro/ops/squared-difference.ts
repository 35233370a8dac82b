// SQUARED_DIFFERENCE: tensorflow/lite/micro/kernels/squared_difference.cc.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import type { Op } from '../op.ts';
import { combineAs, inputsAndOutput, requireBroadcastRank } from '../tensors/broadcast.ts';
import { INTEGER_RANGES, requireSymmetric, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { rejectType } from '../tensors/tensor.ts';
import { float32, int32, numbers } from '../tensors/views.ts';

export const squaredDifference: Op = (preparation) => {
  const { kernels } = preparation;
  const tensors = inputsAndOutput(preparation);
  requireBroadcastRank(4, tensors);
  const [a, b, output] = tensors;
  if (output.type === 'FLOAT32') {
    const f = (x: number, y: number) => {
      const difference = Math.fround(x - y);
      return difference * difference;
    };
    return combineAs(float32, kernels, tensors, f);
  }
  if (output.type === 'INT32') {
    const f = (x: number, y: number) => Math.imul(x - y, x - y);
    return combineAs(int32, kernels, tensors, f);
  }
  if (output.type !== 'INT8' && output.type !== 'INT16') return rejectType(output);
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  if (output.type === 'INT16') requireSymmetric(...tensors);
  // 255^2 * 2^14 fits int32; int16 has no bits to spare.
  const leftShift = output.type === 'INT8' ? 7 : 0;
  const twice = 2 * Math.max(scaleOf(a), scaleOf(b));
  const multiplierA = quantizeMultiplier(scaleOf(a) / twice);
  const multiplierB = quantizeMultiplier(scaleOf(b) / twice);
  const multiplier = quantizeMultiplier((twice * twice) / Math.fround((1 << (2 * leftShift)) * scaleOf(output)));
  const { min, max } = INTEGER_RANGES[output.type];
  const f = (x: number, y: number) => {
    const scaledA = multiplyByQuantizedMultiplier((x - zeroA) << leftShift, multiplierA);
    const scaledB = multiplyByQuantizedMultiplier((y - zeroB) << leftShift, multiplierB);
    const square = Math.imul(scaledA - scaledB, scaledA - scaledB);
    return clamp(multiplyByQuantizedMultiplier(square, multiplier) + zero, min, max);
  };
  return combineAs(numbers, kernels, tensors, f);
};
