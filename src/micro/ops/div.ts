// DIV: tensorflow/lite/micro/kernels/div.cc, kernels/internal/reference/div.h.
import {
  clamp,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op, Ops } from '../op.ts';
import { combine } from './broadcast.ts';
import { oneOverOnePlusX } from './fixed-exp.ts';
import {
  activationOf,
  float32,
  floatRange,
  inputAt,
  int8,
  int32,
  int32Range,
  outputAt,
  quantizedRange,
  rejectType,
  requireSameType,
  scaleOf,
  zeroPointOf,
} from './tensor.ts';

const prepare: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(a, b);
  requireSameType(a, output);
  const activation = activationOf(operator);
  if (output.type === 'FLOAT32') {
    const { min, max } = floatRange(activation);
    const f = (x: number, y: number) => clamp(Math.fround(x / y), min, max);
    return combine([a, float32(kernels, a)], [b, float32(kernels, b)], [output, float32(kernels, output)], f);
  }
  if (output.type === 'INT32') {
    if ([a, b].some(({ quantization }) => (quantization?.scales.length ?? 0) > 0)) {
      reject('micro/quantization', 'quantized int32 tensors are not taken');
    }
    const { min, max } = int32Range(activation);
    // C's division drops the fraction; by 0 Arm's SDIV gives 0.
    const f = (x: number, y: number) => clamp((x / y) | 0, min, max);
    return combine([a, int32(kernels, a)], [b, int32(kernels, b)], [output, int32(kernels, output)], f);
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
  return combine([a, int8(kernels, a)], [b, int8(kernels, b)], [output, int8(kernels, output)], f);
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
