// ADD_N and CUMSUM: tensorflow/lite/micro/kernels/add_n.cc, cumsum.cc; kernels/internal/reference/add_n.h, cumsum.h.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import type { Op, Ops, OpTensor } from '../op.ts';
import {
  axisOf,
  constantIntegers,
  float32,
  inputAndOutput,
  inputAt,
  int8,
  outputAt,
  requireSameElements,
  requireSameType,
  requireType,
  scaleOf,
  zeroPointOf,
} from '../tensors/tensor.ts';

/** kAddNIntegerShift, kCumSumIntegerShift */
const SHIFT = 20;

/** What an int8 value adds to the sum, and what a sum becomes. */
function scaling(input: OpTensor, output: OpTensor) {
  const twice = 2 * scaleOf(input);
  const inputMultiplier = quantizeMultiplier(scaleOf(input) / twice);
  const outputMultiplier = quantizeMultiplier(twice / ((1 << SHIFT) * scaleOf(output)));
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  return {
    /** 0 stands where the sum begins, as the runtime has it: not the zero point. */
    term: (q: number) => multiplyByQuantizedMultiplier((q - from) << SHIFT, inputMultiplier),
    result: (sum: number) => clamp(multiplyByQuantizedMultiplier(sum, outputMultiplier) + to, -128, 127),
  };
}

const addN: Op = (preparation) => {
  const { kernels } = preparation;
  const inputs = preparation.inputs.map((_, i) => inputAt(preparation, i));
  const output = outputAt(preparation, 0);
  if (inputs.length < 2) reject('micro/input', 'at least two inputs are needed');
  const [first] = inputs;
  requireType(output, 'FLOAT32', 'INT8');
  for (const input of inputs) {
    requireSameType(input, output);
    requireSameElements(input, output);
    const same =
      output.type === 'FLOAT32' || (scaleOf(input) === scaleOf(first) && zeroPointOf(input) === zeroPointOf(first));
    if (!same) reject('micro/quantization', 'all inputs must have the same quantization');
  }
  if (output.type === 'FLOAT32') {
    const xs = inputs.map((input) => float32(kernels, input));
    const y = float32(kernels, output);
    return {
      macs: 0,
      run() {
        y.fill(0);
        for (const x of xs) for (let i = 0; i < y.length; i++) y[i] += x[i];
      },
    };
  }
  const { term, result } = scaling(first, output);
  const xs = inputs.map((input) => int8(kernels, input));
  const y = int8(kernels, output);
  return {
    macs: 0,
    run() {
      for (let i = 0; i < y.length; i++) {
        let sum = term(0);
        for (const x of xs) sum = (sum + term(x[i])) | 0;
        y[i] = result(sum);
      }
    },
  };
};

const cumsum: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = inputAndOutput(preparation, 'FLOAT32', 'INT8');
  const [given = 0] = constantIntegers(kernels, inputAt(preparation, 1));
  const { shape } = input;
  const axis = axisOf(given, shape.length);
  const exclusive = operator.options.exclusive === true;
  const reverse = operator.options.reverse === true;
  const [depth, inner] = [shape[axis], sizeOf(shape.slice(axis + 1))];
  const along = (visit: (index: number) => void, restart: () => void) => {
    for (let row = 0; row < output.elements / Math.max(depth, 1); row++) {
      const start = Math.floor(row / inner) * depth * inner + (row % inner);
      restart();
      for (let k = 0; k < depth; k++) visit(start + (reverse ? depth - 1 - k : k) * inner);
    }
  };
  let sum = 0;
  if (input.type === 'FLOAT32') {
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    const visit = (index: number) => {
      const before = sum;
      sum = Math.fround(sum + x[index]);
      y[index] = exclusive ? before : sum;
    };
    return { macs: 0, run: () => along(visit, () => (sum = 0)) };
  }
  const { term, result } = scaling(input, output);
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  const visit = (index: number) => {
    const before = sum;
    sum = (sum + term(x[index])) | 0;
    y[index] = result(exclusive ? before : sum);
  };
  return { macs: 0, run: () => along(visit, () => (sum = term(0))) };
};

export const sums: Ops = { ADD_N: addN, CUMSUM: cumsum };
