// PAD and PADV2: tensorflow/lite/micro/kernels/pad_common.cc, kernels/internal/reference/pad.h.
import { reject } from '../../base/problem.ts';
import type { Op, OpTensor } from '../op.ts';
import { INTEGER_RANGES, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { constantIntegers, numbers } from '../tensors/views.ts';

/** pad.h PadKernelMaxDimensionCount */
const MOST_RANK = 5;

export const pad: Op = (preparation) => {
  const { kernels, inputs } = preparation;
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  const value = inputs[2];
  requireType(input, 'FLOAT32', 'INT8', 'INT16', 'INT32');
  requireSameType(input, output);
  if (value) requirePaddingValue(input, value, output);
  else if (input.type === 'INT8') requireZero(output);
  const paddingsTensor = inputAt(preparation, 1);
  requireType(paddingsTensor, 'INT32');
  const paddings = constantIntegers(kernels, paddingsTensor);
  const rank = input.shape.length;
  if (paddings.length !== 2 * rank)
    reject('micro/shape', `${paddings.length} paddings for ${rank} dimensions; two each are needed`);
  if (rank > MOST_RANK) reject('micro/shape', `the input has ${rank} dimensions; PAD supports at most ${MOST_RANK}`);
  input.shape.forEach((dimension, axis) => {
    const [before, after] = [paddings[2 * axis], paddings[2 * axis + 1]];
    if (before < 0 || after < 0 || dimension + before + after !== output.shape[axis]) {
      const sizes = `${dimension} with paddings ${before} and ${after} is not the output's ${output.shape[axis]}`;
      reject('micro/shape', `axis ${axis}: ${sizes}`);
    }
  });
  const x = numbers(kernels, input);
  const y = numbers(kernels, output);
  const fill = value ? numbers(kernels, value) : undefined;
  // int16 and int32 are filled with 0 whatever their zero point.
  const zero = input.type === 'INT8' ? zeroPointOf(output) : 0;
  // Rows of the innermost axis: where each begins in the output.
  const width = input.shape[rank - 1] ?? 1;
  const rows = width === 0 ? 0 : x.length / width;
  const starts = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let rest = row;
    let at = paddings[2 * (rank - 1)] ?? 0;
    let stride = output.shape[rank - 1] ?? 1;
    for (let axis = rank - 2; axis >= 0; axis--) {
      at += ((rest % input.shape[axis]) + paddings[2 * axis]) * stride;
      rest = Math.floor(rest / input.shape[axis]);
      stride *= output.shape[axis];
    }
    starts[row] = at;
  }
  return {
    run() {
      y.fill(fill ? fill[0] : zero);
      for (let row = 0; row < rows; row++) {
        const [from, to] = [row * width, starts[row]];
        for (let i = 0; i < width; i++) y[to + i] = x[from + i];
      }
    },
  };
};

/** A scalar of the input's type and, for int8, of the output's quantization. */
function requirePaddingValue(input: OpTensor, value: OpTensor, output: OpTensor): void {
  requireSameType(input, value);
  if (value.elements !== 1) reject('micro/shape', `"${value.name}" has ${value.elements} elements; one is needed`);
  const scale = ({ quantization }: OpTensor) => quantization?.scales[0];
  const same = zeroPointOf(value) === zeroPointOf(output) && scale(value) === scale(output);
  if (input.type === 'INT8' && !same) {
    reject('micro/quantization', 'the padding value must have the quantization of the output');
  }
}

/** Quantized PAD fills with the zero point, which int8 must be able to hold. */
function requireZero(output: OpTensor): void {
  const zeroPoint = zeroPointOf(output);
  const { min, max } = INTEGER_RANGES.INT8;
  if (zeroPoint < min || zeroPoint > max) {
    const range = `zero point ${zeroPoint} of "${output.name}" lies outside of ${min}..${max}`;
    reject('micro/quantization', `${range}, so that int8 holds no 0 to pad with`);
  }
}
