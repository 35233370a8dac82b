// LEAKY_RELU and PRELU: tensorflow/lite/micro/kernels/leaky_relu_common.cc, prelu_common.cc;
// kernels/internal/reference/leaky_relu.h, prelu.h.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { combineAs } from '../tensors/broadcast.ts';
import { INTEGER_RANGES, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAndOutput, inputAt, outputAt, rejectType, requireSameType, requireType } from '../tensors/tensor.ts';
import { float32, numbers } from '../tensors/views.ts';

export const leakyRelu: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = inputAndOutput(preparation);
  const alpha = Math.fround(Number(operator.options.alpha ?? 0));
  if (input.type === 'FLOAT32') {
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    return {
      run() {
        for (let i = 0; i < x.length; i++) y[i] = x[i] > 0 ? x[i] : x[i] * alpha;
      },
    };
  }
  if (input.type !== 'INT8' && input.type !== 'INT16') return rejectType(input);
  // CalculateOpDataLeakyRelu: in float32.
  const negative = quantizeMultiplier(Math.fround(Math.fround(scaleOf(input) * alpha) / scaleOf(output)));
  const positive = quantizeMultiplier(Math.fround(scaleOf(input) / scaleOf(output)));
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  const { min, max } = INTEGER_RANGES[input.type];
  const [x, y] = [numbers(kernels, input), numbers(kernels, output)];
  return {
    run() {
      for (let i = 0; i < x.length; i++) {
        const value = x[i] - from;
        y[i] = clamp(to + multiplyByQuantizedMultiplier(value, value >= 0 ? positive : negative), min, max);
      }
    },
  };
};

export const prelu: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, alpha, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(input, output);
  // BroadcastPrelu4DSlow, equal shapes too.
  const rank = Math.max(...[input, alpha, output].map(({ shape }) => shape.length));
  if (rank > 4) reject('micro/rank', `${rank} dimensions; at most 4 are supported`);
  if (input.type === 'FLOAT32') {
    requireType(alpha, 'FLOAT32');
    const f = (x: number, a: number) => (x >= 0 ? x : x * a);
    return combineAs(float32, kernels, [input, alpha, output], f);
  }
  if (input.type !== 'INT8' && input.type !== 'INT16') return rejectType(input);
  requireType(alpha, 'INT8');
  const positive = quantizeMultiplier(scaleOf(input) / scaleOf(output));
  const negative = quantizeMultiplier((scaleOf(input) * scaleOf(alpha)) / scaleOf(output));
  const [from, alphaZero, to] = [input, alpha, output].map(zeroPointOf);
  const { min, max } = INTEGER_RANGES[input.type];
  if (!(scaleOf(output) > 0)) reject('micro/quantization', `"${output.name}" has scale ${scaleOf(output)}`);
  const f = (x: number, a: number) => {
    const value = x - from;
    const scaled =
      value >= 0
        ? multiplyByQuantizedMultiplier(value, positive)
        : multiplyByQuantizedMultiplier(Math.imul(value, a - alphaZero), negative);
    return clamp(scaled + to, min, max);
  };
  return combineAs(numbers, kernels, [input, alpha, output], f);
};
