// L2_NORMALIZATION: tensorflow/lite/micro/kernels/l2norm.cc; kernels/internal/reference/l2normalization.h and
// integer_ops/l2normalization.h.

import { clamp, multiplyByQuantizedMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { inverseSqrt } from '../arithmetic/inverse-sqrt.ts';
import type { Op } from '../op.ts';
import { activationOf } from '../tensors/activation.ts';
import { dimension } from '../tensors/extents.ts';
import { zeroPointOf } from '../tensors/quantization.ts';
import { inputAndOutput } from '../tensors/tensor.ts';
import { float32, int8 } from '../tensors/views.ts';

const EPSILON = Math.fround(1e-6);

export const l2Normalization: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = inputAndOutput(preparation, 'FLOAT32', 'INT8');
  if (input.shape.length > 4) reject('micro/rank', `${input.shape.length} dimensions; at most 4 are supported`);
  if (activationOf(operator) !== 0) reject('micro/options', 'a fused activation is not supported');
  const depth = dimension(input, -1);
  if (input.type === 'FLOAT32') {
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    return {
      run() {
        for (let from = 0; from < x.length; from += depth) {
          let squares = 0;
          for (let c = 0; c < depth; c++) squares = Math.fround(squares + Math.fround(x[from + c] * x[from + c]));
          const norm = Math.max(Math.fround(Math.sqrt(squares)), EPSILON);
          for (let c = 0; c < depth; c++) y[from + c] = x[from + c] / norm;
        }
      },
    };
  }
  const zeroPoint = zeroPointOf(input);
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  return {
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let squares = 0;
        for (let c = 0; c < depth; c++) squares += (x[from + c] - zeroPoint) * (x[from + c] - zeroPoint);
        const { multiplier, shift } = inverseSqrt(squares | 0);
        // The output's scale is 1/128.
        const scale = { multiplier, shift: shift + 7 };
        for (let c = 0; c < depth; c++) {
          y[from + c] = clamp(multiplyByQuantizedMultiplier(x[from + c] - zeroPoint, scale), -128, 127);
        }
      }
    },
  };
};
