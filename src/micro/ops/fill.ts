// FILL and ZEROS_LIKE: tensorflow/lite/micro/kernels/fill.cc, zeros_like.cc.
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAndOutput, inputAt, outputAt, requireSameType, requireShape, requireType } from '../tensors/tensor.ts';
import { constantIntegers, rawBytes } from '../tensors/views.ts';

export const fill: Op = (preparation) => {
  const { kernels } = preparation;
  const [dims, value, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  if (dims.shape.length !== 1) reject('micro/shape', `"${dims.name}" must have one dimension`);
  requireShape(output, constantIntegers(kernels, dims));
  requireType(value, 'FLOAT32', 'INT8', 'INT32');
  requireSameType(value, output);
  if (value.shape.length !== 0) reject('micro/shape', `"${value.name}" must be a scalar`);
  return moveFrom(kernels, value, output, new Int32Array(output.elements));
};

export const zerosLike: Op = (preparation) => {
  const [, output] = inputAndOutput(preparation, 'FLOAT32', 'INT8', 'INT32', 'INT64');
  const y = rawBytes(preparation.kernels, output);
  return { run: () => y.fill(0) };
};
