// ARG_MAX and ARG_MIN: tensorflow/lite/micro/kernels/arg_min_max.cc, kernels/internal/reference/arg_min_max.h. The
// first of equals.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import type { Op, OpTensor } from '../op.ts';
import { axisOf, inputAt, outputAt, requireType } from '../tensors/tensor.ts';
import { int32, numbers, planned } from '../tensors/views.ts';

/** `size` elements are compared, `inner` apart. */
function rowsAlong(given: number, { shape, elements }: OpTensor, output: OpTensor): { size: number; inner: number } {
  const axis = axisOf(given, shape.length);
  const [size, inner] = [shape[axis], sizeOf(shape.slice(axis + 1))];
  if (output.elements * size !== elements) {
    reject('micro/shape', `the output has ${output.elements} elements for rows of ${size} of ${elements}`);
  }
  return { size, inner };
}

const by =
  (isBetter: (a: number, b: number) => boolean): Op =>
  (preparation) => {
    const { kernels } = preparation;
    const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
    requireType(input, 'FLOAT32', 'INT8');
    requireType(output, 'INT32');
    const rows = planned(kernels, inputAt(preparation, 1), ([axis = 0]) => rowsAlong(axis, input, output));
    const [x, y] = [numbers(kernels, input), int32(kernels, output)];
    return {
      run() {
        const { size, inner } = rows();
        for (let i = 0; i < y.length; i++) {
          const start = Math.floor(i / inner) * size * inner + (i % inner);
          let best = 0;
          for (let k = 1; k < size; k++) if (isBetter(x[start + k * inner], x[start + best * inner])) best = k;
          y[i] = best;
        }
      },
    };
  };

export const argMax = by((a, b) => a > b);
export const argMin = by((a, b) => a < b);
