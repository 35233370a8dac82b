// DIV: tensorflow/lite/micro/kernels/div.cc, kernels/internal/reference/div.h.
import {
  clamp,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { oneOverOnePlusX } from '../arithmetic/fixed-exp.ts';
import type { Op, Ops } from '../op.ts';
import { combineAs, inputsAndOutput } from '../tensors/broadcast.ts';
import {
  activationOf,
  float32,
  floatRange,
  int8,
  int32,
  int32Range,
  quantizedRange,
  rejectType,
  requireUnquantized,
  scaleOf,
  zeroPointOf,
} from '../tensors/tensor.ts';

const prepare: Op = (preparation) => {
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

export const div: Ops = { DIV: prepare };

/** tensorflow/lite/kernels/internal/common.h, GetReciprocal. */
function reciprocal(x: number, integerDigits: number): { inverse: number; bitsOverUnit: number } {
  const headroom = Math.clz32(x);
  return {
    inverse: oneOverOnePlusX(((x << headroom) - 0x80000000) | 0),
    bitsOverUnit: integerDigits - headroom,
  };
}

/** tensorflow/lite/kernels/internal/common.h, CountLeadingSignBits. */
function leadingSignBits(x: number): number {
  return x >= 0 ? Math.clz32(x) - 1 : Math.clz32(2 * -x - 1);
}
