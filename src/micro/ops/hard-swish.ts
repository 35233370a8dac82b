// HARD_SWISH: tensorflow/lite/micro/kernels/hard_swish_common.cc, kernels/internal/reference/hard_swish.h.
import { clamp, powerOfTwo, quantizeMultiplier, roundingDivideByPowerOfTwo } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { tabulated } from '../arithmetic/table8.ts';
import type { Op } from '../op.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAndOutput, rejectType } from '../tensors/tensor.ts';
import { float32 } from '../tensors/views.ts';

/** gemmlowp/fixedpoint/fixedpoint.h, SaturatingRoundingDoublingHighMul(int16_t, int16_t). */
function highMul16(a: number, b: number): number {
  if (a === -32768 && b === -32768) return 32767;
  const product = a * b;
  return Math.trunc((product + (product >= 0 ? 16384 : -16383)) / 32768);
}

/** hard_swish.h, SaturatingDoublingHighMul: without rounding. */
function highMul16Truncated(a: number, b: number): number {
  return a === -32768 && b === -32768 ? 32767 : Math.trunc((a * b) / 32768);
}

/** tensorflow/lite/kernels/internal/common.h, DownScaleInt32ToInt16Multiplier. */
function multiplier16(multiplier: number): number {
  return multiplier >= 2147483647 - 32768 ? 32767 : (multiplier + 32768) >> 16;
}

const saturatingLeftShift16 = (value: number, amount: number) => clamp(value * powerOfTwo(amount), -32768, 32767);

export const hardSwish: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = inputAndOutput(preparation);
  if (input.type === 'FLOAT32') {
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    const f32 = Math.fround;
    return {
      run() {
        for (let i = 0; i < x.length; i++) y[i] = f32(x[i] * Math.min(6, Math.max(0, f32(x[i] + 3)))) / 6;
      },
    };
  }
  if (input.type !== 'INT8') return rejectType(input);
  const f32 = Math.fround;
  const fine = f32(f32(1 / 128) * scaleOf(input));
  const outputMultiplier = quantizeMultiplier(f32(fine / scaleOf(output)));
  const reluish = quantizeMultiplier(f32(fine / f32(3 / 32768)));
  if (outputMultiplier.shift > 0) reject('micro/quantization', 'the output scale is too small for the input');
  const [toOutput, toReluish] = [multiplier16(outputMultiplier.multiplier), multiplier16(reluish.multiplier)];
  const { shift } = reluish;
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  return tabulated(kernels, [input, output], (q) => {
    // int16, where it wraps.
    const onFineScale = ((q - from) << 23) >> 16;
    const onOutputScale = highMul16(onFineScale, toOutput);
    let gate = shift > 0 ? saturatingLeftShift16(onFineScale, shift - 1) : onFineScale;
    gate = highMul16(gate, toReluish);
    if (shift > 0) gate = saturatingLeftShift16(gate, 1);
    if (shift < 0) gate = roundingDivideByPowerOfTwo(gate, Math.min(-shift, 31));
    gate = (gate + 32768) >> 1;
    const product = highMul16Truncated(gate, onOutputScale);
    return clamp(roundingDivideByPowerOfTwo(product, Math.min(-outputMultiplier.shift, 31)) + to, -128, 127);
  });
};
