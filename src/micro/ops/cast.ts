// CAST: tensorflow/lite/micro/kernels/cast.cc.
import type { Op } from '../op.ts';
import { inputAt, outputAt, requireSameElements, requireType } from '../tensors/tensor.ts';
import { int64, numbers } from '../tensors/views.ts';

export const cast: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'INT8', 'INT16', 'INT32', 'UINT32', 'FLOAT32', 'BOOL', 'UINT8', 'INT64');
  requireType(output, 'INT8', 'INT16', 'INT32', 'UINT32', 'FLOAT32', 'BOOL', 'UINT8', 'INT64');
  requireSameElements(input, output);
  const from = input.type === 'INT64' ? int64(kernels, input) : numbers(kernels, input);
  const valueAt = (i: number) => Number(from[i]);
  if (output.type === 'INT64') {
    const y = int64(kernels, output);
    return {
      run() {
        for (let i = 0; i < y.length; i++) y[i] = BigInt(Math.trunc(valueAt(i)) || 0);
      },
    };
  }
  const y = numbers(kernels, output);
  // The fraction is dropped; what doesn't fit wraps (in C undefined between float and integer).
  const isBool = output.type === 'BOOL';
  return {
    run() {
      for (let i = 0; i < y.length; i++) y[i] = isBool ? Number(valueAt(i) !== 0) : valueAt(i);
    },
  };
};
