// TRANSPOSE_CONV: tensorflow/lite/micro/kernels/transpose_conv.cc; kernels/internal/reference/transpose_conv.h and
// integer_ops/transpose_conv.h. Its first input, the output's shape, is ignored: the output tensor's own decides.
import { clamp, multiplyByQuantizedMultiplier, multiplyWideByQuantizedMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape, windowAlong } from '../../base/shape.ts';
import { channelMultipliers, requireBias } from '../arithmetic/convolution.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { activationOf, floatRange, quantizedRange } from '../tensors/activation.ts';
import { numberOption } from '../tensors/options.ts';
import { requireSymmetric, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireRank, requireSameType, requireType } from '../tensors/tensor.ts';
import { float32, int8, int16, int32, int64, numbers } from '../tensors/views.ts';

interface Scatter {
  readonly input: OpTensor;
  readonly filter: OpTensor;
  readonly output: OpTensor;
  readonly bias: OpTensor | undefined;
  readonly strideH: number;
  readonly strideW: number;
  readonly padTop: number;
  readonly padLeft: number;
}

function scatterOf(preparation: Preparation): Scatter {
  const { operator, inputs } = preparation;
  const [filter, input, output] = [inputAt(preparation, 1), inputAt(preparation, 2), outputAt(preparation, 0)];
  for (const tensor of [filter, input, output]) requireRank(tensor, 4);
  requireSameType(input, output);
  const [outC, kh, kw, inC] = filter.shape;
  if (inC !== input.shape[3] || outC !== output.shape[3] || input.shape[0] !== output.shape[0]) {
    const shapes = [input, filter, output].map(({ shape }) => describeShape(shape));
    reject('micro/shape', `an input of ${shapes[0]}, weights of ${shapes[1]} and an output of ${shapes[2]} don't fit`);
  }
  const [strideH, strideW] = [numberOption(operator, 'strideH'), numberOption(operator, 'strideW')];
  if (Math.min(strideH, strideW, kh, kw) < 1) reject('micro/window', 'strides and the window must be 1 or more');
  // The padding is that of the convolution from the output to the input.
  const padding = numberOption(operator, 'padding') === 0 ? 'same' : 'valid';
  const padTop = windowAlong(output.shape[1], kh, strideH, 1, padding).before;
  const padLeft = windowAlong(output.shape[2], kw, strideW, 1, padding).before;
  return { input, filter, output, bias: inputs[3], strideH, strideW, padTop, padLeft };
}

/** Every product of an input and a weight, in the runtime's order: y[n, .., o] += x[n, h, w, c] * w[o, kh, kw, c]. */
function forEachProduct(scatter: Scatter, visit: (out: number, x: number, weight: number) => void): void {
  const { input, filter, output, strideH, strideW, padTop, padLeft } = scatter;
  const [n, h, w, inC] = input.shape;
  const [outC, kh, kw] = filter.shape;
  const [, outH, outW] = output.shape;
  for (let sample = 0; sample < n; sample++) {
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < w; column++) {
        for (let c = 0; c < inC; c++) {
          const x = ((sample * h + row) * w + column) * inC + c;
          for (let i = 0; i < kh; i++) {
            const outRow = row * strideH - padTop + i;
            if (outRow < 0 || outRow >= outH) continue;
            for (let j = 0; j < kw; j++) {
              const outColumn = column * strideW - padLeft + j;
              if (outColumn < 0 || outColumn >= outW) continue;
              const out = ((sample * outH + outRow) * outW + outColumn) * outC;
              for (let o = 0; o < outC; o++) visit(out + o, x, ((o * kh + i) * kw + j) * inC + c);
            }
          }
        }
      }
    }
  }
}

export const transposeConv: Op = (preparation) => {
  const scatter = scatterOf(preparation);
  const { input, filter } = scatter;
  const [n, h, w] = input.shape;
  const macs = n * h * w * filter.elements;
  const steps = macs / 8;
  if (input.type === 'FLOAT32') return { macs, steps, run: floats(preparation, scatter) };
  if (input.type === 'INT8') return { macs, steps, run: quantized8(preparation, scatter) };
  if (input.type === 'INT16') return { macs, steps, run: quantized16(preparation, scatter) };
  return rejectType(input);
};

function floats({ kernels, operator }: Preparation, scatter: Scatter): OperatorRun['run'] {
  const { input, filter, output, bias } = scatter;
  requireType(filter, 'FLOAT32');
  const channels = filter.shape[0];
  requireBias(bias, channels, 'FLOAT32');
  const [x, weights, y] = [input, filter, output].map((tensor) => float32(kernels, tensor));
  const biases = bias ? float32(kernels, bias) : new Float32Array(channels);
  const { min, max } = floatRange(activationOf(operator));
  const visit = (out: number, at: number, weight: number) => {
    y[out] += Math.fround(x[at] * weights[weight]);
  };
  return () => {
    y.fill(0);
    forEachProduct(scatter, visit);
    for (let i = 0; i < y.length; i++) y[i] = clamp(bias ? Math.fround(y[i] + biases[i % channels]) : y[i], min, max);
  };
}

function quantized8({ kernels, operator }: Preparation, scatter: Scatter): OperatorRun['run'] {
  const { input, filter, output, bias } = scatter;
  requireType(filter, 'INT8');
  const channels = filter.shape[0];
  requireBias(bias, channels, 'INT32');
  const multipliers = channelMultipliers(input, filter, output, channels);
  const { min, max } = quantizedRange(activationOf(operator), output);
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  const [x, weights, y] = [input, filter, output].map((tensor) => int8(kernels, tensor));
  const biases = bias ? int32(kernels, bias) : new Int32Array(channels);
  const sums = new Int32Array(output.elements);
  const visit = (out: number, at: number, weight: number) => {
    sums[out] += (x[at] - from) * weights[weight];
  };
  return () => {
    sums.fill(0);
    forEachProduct(scatter, visit);
    for (let i = 0; i < y.length; i++) {
      const c = i % channels;
      y[i] = clamp(multiplyByQuantizedMultiplier((sums[i] + biases[c]) | 0, multipliers[c]) + to, min, max);
    }
  };
}

function quantized16({ kernels, operator }: Preparation, scatter: Scatter): OperatorRun['run'] {
  const { input, filter, output, bias } = scatter;
  requireType(filter, 'INT8');
  const channels = filter.shape[0];
  requireBias(bias, channels, 'INT16', 'INT64');
  requireSymmetric(input, output);
  const multipliers = channelMultipliers(input, filter, output, channels);
  const { min, max } = quantizedRange(activationOf(operator), output);
  const [x, y] = [input, output].map((tensor) => int16(kernels, tensor));
  const weights = int8(kernels, filter);
  const biases = bias && (bias.type === 'INT64' ? int64(kernels, bias) : numbers(kernels, bias));
  // 64-bit sums in TFLM: whole numbers below 2^53 here.
  const sums = new Float64Array(output.elements);
  const visit = (out: number, at: number, weight: number) => {
    sums[out] += x[at] * weights[weight];
  };
  return () => {
    sums.fill(0);
    forEachProduct(scatter, visit);
    for (let i = 0; i < y.length; i++) {
      const c = i % channels;
      const sum = sums[i] + (biases ? Number(biases[c]) : 0);
      y[i] = clamp(multiplyWideByQuantizedMultiplier(sum, multipliers[c]), min, max);
    }
  };
}
