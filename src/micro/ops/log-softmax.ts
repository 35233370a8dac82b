// LOG_SOFTMAX: tensorflow/lite/micro/kernels/log_softmax.cc, kernels/internal/reference/log_softmax.h.
import { exp, log } from '../../base/elementary.ts';
import {
  clamp,
  multiplyByQuantizedMultiplier,
  powerOfTwo,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { expOnNegativeValues, inputRadius } from '../arithmetic/fixed-exp.ts';
import { fixedLog } from '../arithmetic/fixed-log.ts';
import type { Op } from '../op.ts';
import { dimension } from '../tensors/extents.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAndOutput, rejectType, requireShape } from '../tensors/tensor.ts';
import { float32, int8 } from '../tensors/views.ts';

const INPUT_BITS = 5;
const ACCUMULATION_BITS = 12;
const OUTPUT_BITS = 4;

export const logSoftmax: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = inputAndOutput(preparation);
  requireShape(output, input.shape);
  const depth = dimension(input, -1);
  if (input.type === 'FLOAT32') {
    const f32 = Math.fround;
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    return {
      run() {
        for (let from = 0; from < x.length; from += depth) {
          let greatest = Number.NEGATIVE_INFINITY;
          for (let c = 0; c < depth; c++) greatest = Math.max(greatest, x[from + c]);
          let sum = 0;
          for (let c = 0; c < depth; c++) sum = f32(sum + f32(exp(f32(x[from + c] - greatest))));
          const logSum = f32(log(sum));
          for (let c = 0; c < depth; c++) y[from + c] = f32(x[from + c] - greatest) - logSum;
        }
      },
    };
  }
  if (input.type !== 'INT8') return rejectType(input);
  if (scaleOf(output) !== 1 / 16 || zeroPointOf(output) !== 127) {
    reject('micro/quantization', 'the output must have scale 1/16 and zero point 127');
  }
  // quantization_util.cc, PreprocessLogSoftmaxScalingExp.
  const real = Math.min(scaleOf(input) * (1 << (31 - INPUT_BITS)), 2147483647);
  const multiplier = quantizeMultiplier(real);
  const reverse = quantizeMultiplier(powerOfTwo(31 - multiplier.shift) / multiplier.multiplier);
  const diffMin = -inputRadius(INPUT_BITS, multiplier.shift);
  const inQ5 = Int32Array.from({ length: 256 }, (_, diff) => multiplyByQuantizedMultiplier(-diff, multiplier));
  const exps = inQ5.map((value, diff) =>
    -diff >= diffMin ? roundingDivideByPowerOfTwo(expOnNegativeValues(value, INPUT_BITS), ACCUMULATION_BITS) : 0,
  );
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  return {
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let greatest = -128;
        for (let c = 0; c < depth; c++) if (x[from + c] > greatest) greatest = x[from + c];
        let sum = 0;
        for (let c = 0; c < depth; c++) sum = (sum + exps[greatest - x[from + c]]) | 0;
        const logSum = fixedLog(sum);
        const least = Math.max(diffMin - 1, multiplyByQuantizedMultiplier((logSum - 2147483648) | 0, reverse));
        for (let c = 0; c < depth; c++) {
          const diff = x[from + c] - greatest;
          const rest = roundingDivideByPowerOfTwo((inQ5[-diff] - logSum) | 0, 31 - INPUT_BITS - OUTPUT_BITS);
          y[from + c] = diff > least ? clamp(rest + 127, -128, 127) : -128;
        }
      }
    },
  };
};
