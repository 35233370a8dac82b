// CAST: tensorflow/lite/micro/kernels/cast.cc.
import type { TensorType } from '../../tflite/schema.ts';
import type { Op } from '../op.ts';
import { inputAt, outputAt, requireSameElements, requireType } from '../tensors/tensor.ts';
import { numbers } from '../tensors/views.ts';

/** copyToTensor */
const TARGETS: readonly TensorType[] = ['INT8', 'INT16', 'INT32', 'UINT32', 'FLOAT32'];

export const cast: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  // With any other type TFLM prints a line, leaves the output as it was and goes on.
  requireType(input, ...TARGETS, 'BOOL');
  requireType(output, ...TARGETS);
  requireSameElements(input, output);
  const [x, y] = [numbers(kernels, input), numbers(kernels, output)];
  // The fraction is dropped; what doesn't fit wraps (in C undefined between float and integer).
  return {
    run() {
      for (let i = 0; i < y.length; i++) y[i] = x[i];
    },
  };
};
