// DIV: tensorflow/lite/micro/kernels/div.cc, kernels/internal/reference/div.h.
import {
  clamp,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { leadingSignBits, reciprocal } from '../arithmetic/fixed-exp.ts';
import type { Op } from '../op.ts';
import { activationOf, quantizedRange } from '../tensors/activation.ts';
import { combineAs, combinePlain, inputsAndOutput } from '../tensors/broadcast.ts';
import { requireUnquantized, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { rejectType } from '../tensors/tensor.ts';
import { int8 } from '../tensors/views.ts';

export const div: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const tensors = inputsAndOutput(preparation);
  const [a, b, output] = tensors;
  const plain = combinePlain(preparation, tensors, {
    float:
      ({ min, max }) =>
      (x, y) =>
        clamp(Math.fround(x / y), min, max),
    int32({ min, max }) {
      requireUnquantized(a, b);
      // C's division drops the fraction; by 0 Arm's SDIV gives 0.
      return (x, y) => clamp((x / y) | 0, min, max);
    },
  });
  if (plain) return plain;
  if (output.type !== 'INT8') return rejectType(output);
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  // CalculateOpDataDiv: in float32.
  const { multiplier, shift } = quantizeMultiplier(Math.fround(scaleOf(a) / Math.fround(scaleOf(b) * scaleOf(output))));
  const { min, max } = quantizedRange(activationOf(operator), output);
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
