// DIV: tensorflow/lite/micro/kernels/div.cc, kernels/internal/reference/div.h.

import {
  clamp,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { leadingSignBits, reciprocal } from '../arithmetic/fixed-exp.ts';
import type { Op } from '../op.ts';
import { activationOf, floatRange, int32Range, quantizedRange } from '../tensors/activation.ts';
import { combineAs, inputsAndOutput } from '../tensors/broadcast.ts';
import { float32, int8, int32, rejectType, requireUnquantized, scaleOf, zeroPointOf } from '../tensors/tensor.ts';

export const div: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const tensors = inputsAndOutput(preparation);
  const [a, b, output] = tensors;
  const activation = activationOf(operator);
  if (output.type === 'FLOAT32') {
    const { min, max } = floatRange(activation);
    const f = (x: number, y: number) => clamp(Math.fround(x / y), min, max);
    return combineAs(float32, kernels, tensors, f);
  }
  if (output.type === 'INT32') {
    requireUnquantized(a, b);
    const { min, max } = int32Range(activation);
    // C's division drops the fraction; by 0 Arm's SDIV gives 0.
    const f = (x: number, y: number) => clamp((x / y) | 0, min, max);
    return combineAs(int32, kernels, tensors, f);
  }
  if (output.type !== 'INT8') return rejectType(output);
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  // CalculateOpDataDiv: in float32.
  const { multiplier, shift } = quantizeMultiplier(Math.fround(scaleOf(a) / Math.fround(scaleOf(b) * scaleOf(output))));
  const { min, max } = quantizedRange(activation, output);
  const f = (x: number, y: number) => {
    let [numerator, denominator] = [x - zeroA, y - zeroB];
    if (denominator < 0) [numerator, denominator] = [-numerator, -denominator];
    const { inverse, bitsOverUnit } = reciprocal(denominator, 31);
    const headroom = leadingSignBits(numerator);
    const quotient = saturatingRoundingDoublingHighMul(numerator << headroom, inverse);
    const total = shift - bitsOverUnit - headroom;
    const scaled = saturatingRoundingDoublingHighMul(quotient, multiplier);
    return clamp(zero + roundingDivideByPowerOfTwo(scaled, Math.min(Math.max(-total, 0), 31)), min, max);
  };
  return combineAs(int8, kernels, tensors, f);
};
