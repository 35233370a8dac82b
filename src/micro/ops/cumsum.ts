// CUMSUM: tensorflow/lite/micro/kernels/cumsum.cc, kernels/internal/reference/cumsum.h.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import { sumScaling } from '../arithmetic/sums.ts';
import type { Op } from '../op.ts';
import { axisOf, inputAndOutput, inputAt, requireShape } from '../tensors/tensor.ts';
import { float32, int8, planned } from '../tensors/views.ts';

export const cumsum: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = inputAndOutput(preparation, 'FLOAT32', 'INT8');
  requireShape(output, input.shape);
  const { shape } = input;
  const axisTensor = inputAt(preparation, 1);
  if (axisTensor.elements !== 1) reject('micro/shape', `"${axisTensor.name}" must hold one axis`);
  const rows = planned(kernels, axisTensor, ([given]) => {
    const axis = axisOf(given, shape.length);
    return { depth: shape[axis], inner: sizeOf(shape.slice(axis + 1)) };
  });
  const exclusive = operator.options.exclusive === true;
  const reverse = operator.options.reverse === true;
  const along = (visit: (index: number) => void, restart: () => void) => {
    const { depth, inner } = rows();
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
