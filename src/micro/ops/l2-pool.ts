// L2_POOL_2D: tensorflow/lite/micro/kernels/l2_pool_2d.cc, kernels/internal/reference/pooling.h L2Pool.
import { clamp } from '../../base/fixed-point.ts';
import type { Op } from '../op.ts';
import { activationOf, floatRange } from '../tensors/activation.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { float32 } from '../tensors/views.ts';
import { forEachOutput, poolSteps, poolWindowOf } from '../tensors/window.ts';

export const l2Pool: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32');
  requireSameType(input, output);
  const window = poolWindowOf(preparation, input, output);
  const { min, max } = floatRange(activationOf(operator));
  const [x, y] = [float32(kernels, input), float32(kernels, output)];
  const f32 = Math.fround;
  return {
    steps: poolSteps(window, output),
    run() {
      forEachOutput(window, input.shape[0], (out, c, taps) => {
        let [squares, count] = [0, 0];
        taps((at) => {
          squares = f32(squares + f32(x[at + c] * x[at + c]));
          count++;
        });
        if (count > 0) y[out] = clamp(f32(Math.sqrt(f32(squares / count))), min, max);
      });
    },
  };
};
