// SHAPE: tensorflow/lite/micro/kernels/shape.cc.
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { inputAt, outputAt, requireType } from '../tensors/tensor.ts';
import { int32 } from '../tensors/views.ts';

export const shape: Op = (preparation) => {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(output, 'INT32');
  // The runtime doesn't look at the output's shape; one too short is written as far as it goes.
  if (output.elements > input.shape.length) {
    reject('micro/shape', `the output has ${output.elements} places for ${input.shape.length} dimensions`);
  }
  const y = int32(preparation.kernels, output);
  return { run: () => y.set(input.shape.slice(0, y.length)) };
};
