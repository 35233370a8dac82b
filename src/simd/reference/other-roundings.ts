// The int8 layers with weights as other runtimes round them: to tell a board with their kernels from one that errs.
import { clamp, powerOfTwo, type QuantizedMultiplier } from '../../base/fixed-point.ts';
import type { Kernels } from '../kernels.ts';
import { convS8 } from './conv-s8.ts';
import { depthwiseS8 } from './depthwise-s8.ts';
import { referenceKernels } from './index.ts';
import type { Requantize } from './packing-s8.ts';

/** `once`: TFLITE_SINGLE_ROUNDING. `float`: a factor in float32, halves to even, as XNNPACK's fp32 requantization. */
export type OtherRounding = 'once' | 'float';

const FORMS: Readonly<Record<OtherRounding, Requantize>> = {
  once: (sum, multiplier, { outputZeroPoint, min, max }) =>
    clamp(multiplyRoundingOnce(sum, multiplier) + outputZeroPoint, min, max),
  float: (sum, { multiplier, shift }, { outputZeroPoint, min, max }) => {
    const scale = Math.fround(multiplier * powerOfTwo(shift - 31));
    return clamp(roundToEven(Math.fround(Math.fround(sum) * scale)) + outputZeroPoint, min, max);
  },
};

export function kernelsRounding(rounding: OtherRounding, memory: { readonly buffer: SharedArrayBuffer }): Kernels {
  const { buffer } = memory;
  return {
    ...referenceKernels(memory),
    ...convS8(buffer, FORMS[rounding]),
    ...depthwiseS8(buffer, FORMS[rounding]),
  };
}

/** tensorflow/lite/kernels/internal/common.cc, MultiplyByQuantizedMultiplier with TFLITE_SINGLE_ROUNDING:
 * floor((x * m + 2^(t - 1)) / 2^t), t = 31 - shift. */
function multiplyRoundingOnce(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const total = 31 - shift;
  // The product has up to 62 bits and a double holds 53; what the low part leaves below 2^16 can't reach the result.
  if (total > 16 && total < 63) {
    const [high, low] = [x * (multiplier >> 16), x * (multiplier & 0xffff)];
    const sum = high + Math.floor(low / 65536) + powerOfTwo(total - 17);
    return Math.floor(sum / powerOfTwo(total - 16)) | 0;
  }
  const wide = BigInt(x) * BigInt(multiplier);
  return Number(BigInt.asIntN(32, total > 0 ? (wide + (1n << BigInt(total - 1))) >> BigInt(total) : wide));
}

/** lrintf in its usual mode. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
