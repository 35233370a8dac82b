// LOG_SOFTMAX: tensorflow/lite/micro/kernels/log_softmax.cc, kernels/internal/reference/log_softmax.h.
import { exp, log } from '../../base/elementary.ts';
import {
  clamp,
  saturatingRoundingDoublingHighMul as multiply,
  multiplyByQuantizedMultiplier,
  powerOfTwo,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { expOnNegativeValues, oneOverOnePlusX, roundingHalfSum, saturatingShiftLeft } from '../arithmetic/fixed-exp.ts';
import type { Op, Ops } from '../op.ts';
import { float32, inputAndOutput, int8, rejectType, scaleOf, zeroPointOf } from '../tensors/tensor.ts';
import { inputRadius } from './logistic.ts';

const INPUT_BITS = 5;
const ACCUMULATION_BITS = 12;
const OUTPUT_BITS = 4;

const saturate = (x: number) => clamp(x, -2147483648, 2147483647);

/** SaturatingRoundingMultiplyByPOTParam with exponents from 0 on. */
const shiftLeft = (x: number, exponent: number) => (exponent === 0 ? x : saturatingShiftLeft(x, exponent));

/** tensorflow/lite/kernels/internal/common.h, log_x_for_x_greater_than_or_equal_to_1: Q12.19 to Q5.26. */
function logOf(x: number): number {
  const accumBits = INPUT_BITS + 1;
  const log2 = 1488522236;
  const sqrtSqrtHalf = 1805811301;
  const sqrtHalf = 1518500250;
  const [alphaN, alphaD, alphaI, alphaF] = [117049297, 127690142, 1057819769, 638450708];
  const shiftedQuarter = roundingDivideByPowerOfTwo(536870912, accumBits);
  const headroom1 = Math.clz32(x);
  const ra = shiftLeft(multiply(shiftLeft(x, headroom1 - 1), sqrtHalf), 1);
  const adjustedA = saturate(shiftLeft(ACCUMULATION_BITS - headroom1, 31 - accumBits) + shiftedQuarter);
  const headroom2 = Math.clz32(multiply(x, sqrtHalf)) - 1;
  const rb = shiftLeft(x, headroom2);
  const adjustedB = saturate(shiftLeft(ACCUMULATION_BITS - headroom2, 31 - accumBits) - shiftedQuarter);
  const r = Math.min(ra, rb);
  const adjusted = Math.max(adjustedA, adjustedB);
  const p = roundingHalfSum(r, sqrtSqrtHalf);
  const q = ((r - sqrtSqrtHalf) * 2) | 0;
  const squared = multiply(q, q);
  const numerator = (multiply(q, r) + multiply(multiply(q, squared), alphaN)) | 0;
  const denominator = (multiply(p, (alphaI + q + multiply(alphaD, squared)) | 0) + multiply(alphaF, q)) | 0;
  const scaled = roundingDivideByPowerOfTwo(numerator, accumBits);
  const sum = (multiply(adjusted, log2) + multiply(scaled, oneOverOnePlusX(denominator))) | 0;
  return saturatingShiftLeft(sum, 1);
}

const prepare: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = inputAndOutput(preparation);
  const depth = input.shape[input.shape.length - 1] ?? 1;
  if (input.type === 'FLOAT32') {
    const f32 = Math.fround;
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    return {
      macs: 0,
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
    macs: 0,
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let greatest = -128;
        for (let c = 0; c < depth; c++) if (x[from + c] > greatest) greatest = x[from + c];
        let sum = 0;
        for (let c = 0; c < depth; c++) sum = (sum + exps[greatest - x[from + c]]) | 0;
        const logSum = logOf(sum);
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

export const logSoftmax: Ops = { LOG_SOFTMAX: prepare };
