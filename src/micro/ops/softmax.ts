// SOFTMAX: tensorflow/lite/micro/kernels/softmax_common.cc, tensorflow/lite/kernels/internal/reference/softmax.h.
import { exp } from '../../base/elementary.ts';
import {
  clamp,
  multiplyByQuantizedMultiplier,
  powerOfTwo,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { expOnNegativeValues, inputRadius, reciprocal } from '../arithmetic/fixed-exp.ts';
import { lookUp16, table16 } from '../arithmetic/table16.ts';
import type { Op, OpTensor, Preparation } from '../op.ts';
import { dimension } from '../tensors/extents.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType } from '../tensors/tensor.ts';
import { float32, int8, int16 } from '../tensors/views.ts';

/** softmax.h kScaledDiffIntegerBits and kAccumulationIntegerBits. */
const DIFF_BITS = 5;
const ACCUMULATION_BITS = 12;

export const softmax: Op = (preparation) => {
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  if (input.shape.length === 0) reject('micro/rank', 'a scalar; at least one dimension is needed');
  const beta = Math.fround(Number(preparation.operator.options.beta ?? 1));
  const depth = dimension(input, -1);
  if (input.type === 'FLOAT32' && output.type === 'FLOAT32') return floats(preparation, input, output, beta, depth);
  if (input.type === 'INT8') return quantized8(preparation, input, output, beta, depth);
  if (input.type === 'INT16' && output.type === 'INT16') return quantized16(preparation, input, output, beta, depth);
  return rejectType(input);
};

function floats({ kernels }: Preparation, input: OpTensor, output: OpTensor, beta: number, depth: number) {
  const x = float32(kernels, input);
  const y = float32(kernels, output);
  return {
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
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let greatest = -128;
        for (let c = 0; c < depth; c++) if (x[from + c] > greatest) greatest = x[from + c];
        let sum = 0;
        for (let c = 0; c < depth; c++) {
          const diff = x[from + c] - greatest;
          if (diff >= diffMin) sum = (sum + roundingDivideByPowerOfTwo(exps[-diff], ACCUMULATION_BITS)) | 0;
        }
        const { inverse, bitsOverUnit } = reciprocal(sum, ACCUMULATION_BITS);
        for (let c = 0; c < depth; c++) {
          const diff = x[from + c] - greatest;
          if (diff < diffMin) {
            y[from + c] = min;
            continue;
          }
          const product = saturatingRoundingDoublingHighMul(inverse, exps[-diff]);
          y[from + c] = clamp(roundingDivideByPowerOfTwo(product, bitsOverUnit + 31 - bits) + min, min, max);
        }
      }
    },
  };
}

/** softmax_common.cc: exp on [-10, 0] and 1 / (1 + x) on [0, 1]. */
const EXP_TABLE = table16(Math.fround(10 / 65535), 32767, Math.fround(2 / 65535), exp);
const RECIPROCAL_TABLE = table16(Math.fround(1 / 65535), -32768, Math.fround(2 / 65535), (x) => 1 / Math.fround(1 + x));

/** SoftmaxInt16. */
function quantized16({ kernels }: Preparation, input: OpTensor, output: OpTensor, beta: number, depth: number) {
  checkOutput(output, 1 / 32768, 1 / 32768 / 1000, 0);
  const multiplier = quantizeMultiplier((scaleOf(input) * beta) / (10 / 65535));
  const [x, y] = [int16(kernels, input), int16(kernels, output)];
  return {
    run() {
      for (let from = 0; from < x.length; from += depth) {
        let greatest = -32768;
        for (let c = 0; c < depth; c++) if (x[from + c] > greatest) greatest = x[from + c];
        let sum = 0;
        for (let c = 0; c < depth; c++) {
          const scaled = multiplyByQuantizedMultiplier(x[from + c] - greatest, multiplier);
          y[from + c] = lookUp16(EXP_TABLE, clamp(scaled + 32767, -32768, 32767));
          sum = (sum + y[from + c]) | 0;
        }
        const headroom = Math.clz32(sum);
        // 64 bits in TFLM; the sum has at most 31.
        const shifted = Math.floor((sum * powerOfTwo(headroom - 1) + 8192) / 16384);
        const reciprocal = lookUp16(RECIPROCAL_TABLE, clamp(shifted - 98304, -32768, 32767));
        const rightShift = 31 - headroom;
        for (let c = 0; c < depth; c++) {
          const product = y[from + c] * reciprocal + (1 << (rightShift - 1));
          y[from + c] = clamp(product >> rightShift, 0, 32767);
        }
      }
    },
  };
}
