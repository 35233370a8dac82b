// SOFTMAX: tensorflow/lite/micro/kernels/softmax_common.cc, tensorflow/lite/kernels/internal/reference/softmax.h.
import { exp } from '../../base/elementary.ts';
import {
  clamp,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op, Ops, OpTensor, Preparation } from '../op.ts';
import { expOnNegativeValues, oneOverOnePlusX } from './fixed-exp.ts';
import { inputRadius } from './logistic.ts';
import { float32, inputAt, int8, int16, outputAt, rejectType, scaleOf, zeroPointOf } from './tensor.ts';

/** softmax.h kScaledDiffIntegerBits and kAccumulationIntegerBits. */
const DIFF_BITS = 5;
const ACCUMULATION_BITS = 12;

const prepare: Op = (preparation) => {
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  const beta = Math.fround(Number(preparation.operator.options.beta ?? 1));
  const depth = input.shape[input.shape.length - 1] ?? 1;
  if (input.type === 'FLOAT32' && output.type === 'FLOAT32') return floats(preparation, input, output, beta, depth);
  if (input.type === 'INT8') return quantized8(preparation, input, output, beta, depth);
  return rejectType(input);
};

export const softmax: Ops = { SOFTMAX: prepare };

function floats({ kernels }: Preparation, input: OpTensor, output: OpTensor, beta: number, depth: number) {
  const x = float32(kernels, input);
  const y = float32(kernels, output);
  return {
    macs: 0,
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let greatest = Number.NEGATIVE_INFINITY;
        for (let c = 0; c < depth; c++) greatest = Math.max(greatest, x[from + c]);
        let sum = 0;
        for (let c = 0; c < depth; c++) {
          y[from + c] = exp(Math.fround(Math.fround(x[from + c] - greatest) * beta));
          sum = Math.fround(sum + y[from + c]);
        }
        for (let c = 0; c < depth; c++) y[from + c] /= sum;
      }
    },
  };
}

function checkOutput(output: OpTensor, scale: number, tolerance: number, zeroPoint: number): void {
  if (Math.abs(scaleOf(output) - scale) > tolerance || zeroPointOf(output) !== zeroPoint) {
    reject('micro/quantization', `the output must have scale ${scale} and zero point ${zeroPoint}`);
  }
}

/** int8 in, int8 or int16 out, without a table: Q5.26 differences, Q12.19 sums. */
function quantized8({ kernels }: Preparation, input: OpTensor, output: OpTensor, beta: number, depth: number) {
  const wide = output.type === 'INT16';
  if (!wide && output.type !== 'INT8') rejectType(output);
  // softmax_common.cc, CalculateSoftmaxParams.
  if (wide) checkOutput(output, 1 / 65536, 1 / 65536 / 1000, -32768);
  else checkOutput(output, 1 / 256, 0, -128);
  const x = int8(kernels, input);
  const y = wide ? int16(kernels, output) : int8(kernels, output);
  const [min, max, bits] = wide ? [-32768, 32767, 16] : [-128, 127, 8];
  // quantization_util.cc, PreprocessSoftmaxScaling and CalculateInputRadius.
  const real = Math.min(beta * scaleOf(input) * (1 << (31 - DIFF_BITS)), 2147483647);
  const { multiplier, shift } = quantizeMultiplier(real);
  const diffMin = -inputRadius(DIFF_BITS, shift);
  const expOf = (diff: number) =>
    expOnNegativeValues(saturatingRoundingDoublingHighMul(diff << shift, multiplier), DIFF_BITS);
  // The difference of two int8 values has 256 steps.
  const exps = new Int32Array(256);
  for (let diff = Math.max(diffMin, -255); diff <= 0; diff++) exps[-diff] = expOf(diff);
  return {
    macs: 0,
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let greatest = -128;
        for (let c = 0; c < depth; c++) if (x[from + c] > greatest) greatest = x[from + c];
        let sum = 0;
        for (let c = 0; c < depth; c++) {
          const diff = x[from + c] - greatest;
          if (diff >= diffMin) sum = (sum + roundingDivideByPowerOfTwo(exps[-diff], ACCUMULATION_BITS)) | 0;
        }
        // tensorflow/lite/kernels/internal/common.h, GetReciprocal.
        const headroom = Math.clz32(sum);
        const bitsOverUnit = ACCUMULATION_BITS - headroom;
        const scale = oneOverOnePlusX(((sum << headroom) - 0x80000000) | 0);
        for (let c = 0; c < depth; c++) {
          const diff = x[from + c] - greatest;
          if (diff < diffMin) {
            y[from + c] = min;
            continue;
          }
          const product = saturatingRoundingDoublingHighMul(scale, exps[-diff]);
          y[from + c] = clamp(roundingDivideByPowerOfTwo(product, bitsOverUnit + 31 - bits) + min, min, max);
        }
      }
    },
  };
}
