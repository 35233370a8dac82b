// ELU: tensorflow/lite/micro/kernels/elu.cc, kernels/internal/reference/elu.h.
import { exp } from '../../base/elementary.ts';
import { expm1f } from '../../base/elementary32.ts';
import { clamp, roundAway } from '../../base/fixed-point.ts';
import { tabulated } from '../arithmetic/table8.ts';
import type { Op } from '../op.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAndOutput, rejectType } from '../tensors/tensor.ts';
import { float32 } from '../tensors/views.ts';

export const elu: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = inputAndOutput(preparation);
  if (input.type === 'FLOAT32') {
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    return {
      run() {
        for (let i = 0; i < x.length; i++) y[i] = x[i] < 0 ? expm1f(x[i]) : x[i];
      },
    };
  }
  if (input.type !== 'INT8') return rejectType(input);
  // PopulateLookupTable, in float32.
  const f32 = Math.fround;
  const inverseScale = f32(1 / scaleOf(output));
  const [scale, from, to] = [scaleOf(input), zeroPointOf(input), zeroPointOf(output)];
  return tabulated(kernels, [input, output], (q) => {
    const value = f32(scale * (q - from));
    const transformed = value < 0 ? f32(f32(exp(value)) - 1) : value;
    return clamp(roundAway(f32(transformed * inverseScale)) + to, -128, 127);
  });
};
