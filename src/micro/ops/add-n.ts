// ADD_N: tensorflow/lite/micro/kernels/add_n.cc, kernels/internal/reference/add_n.h.
import { reject } from '../../base/problem.ts';
import { sumScaling } from '../arithmetic/sums.ts';
import type { Op } from '../op.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import {
  allInputs,
  outputAt,
  requireSameElements,
  requireSameType,
  requireShape,
  requireType,
} from '../tensors/tensor.ts';
import { float32, int8 } from '../tensors/views.ts';

export const addN: Op = (preparation) => {
  const { kernels } = preparation;
  const inputs = allInputs(preparation);
  const output = outputAt(preparation, 0);
  if (inputs.length < 2) reject('micro/input', 'at least two inputs are needed');
  const [first] = inputs;
  requireType(output, 'FLOAT32', 'INT8');
  for (const input of inputs) {
    requireSameType(input, output);
    requireShape(input, first.shape);
    requireSameElements(input, output);
    const same =
      output.type === 'FLOAT32' || (scaleOf(input) === scaleOf(first) && zeroPointOf(input) === zeroPointOf(first));
    if (!same) reject('micro/quantization', 'all inputs must have the same quantization');
  }
  if (output.type === 'FLOAT32') {
    const xs = inputs.map((input) => float32(kernels, input));
    const y = float32(kernels, output);
    return {
      run() {
        y.fill(0);
        for (const x of xs) for (let i = 0; i < y.length; i++) y[i] += x[i];
      },
    };
  }
  const { term, result } = sumScaling(first, output);
  const xs = inputs.map((input) => int8(kernels, input));
  const y = int8(kernels, output);
  return {
    run() {
      for (let i = 0; i < y.length; i++) {
        let sum = term(0);
        for (const x of xs) sum = (sum + term(x[i])) | 0;
        y[i] = result(sum);
      }
    },
  };
};
