// CUMSUM: tensorflow/lite/micro/kernels/cumsum.cc, kernels/internal/reference/cumsum.h.
import { sizeOf } from '../../base/shape.ts';
import { sumScaling } from '../arithmetic/sums.ts';
import type { Op } from '../op.ts';
import { axisOf, inputAndOutput, inputAt } from '../tensors/tensor.ts';
import { constantIntegers, float32, int8 } from '../tensors/views.ts';

export const cumsum: Op = (preparation) => {
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
    return { run: () => along(visit, () => (sum = 0)) };
  }
  const { term, result } = sumScaling(input, output);
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  const visit = (index: number) => {
    const before = sum;
    sum = (sum + term(x[index])) | 0;
    y[index] = result(exclusive ? before : sum);
  };
  return { run: () => along(visit, () => (sum = term(0))) };
};
