// REVERSE_V2: tensorflow/lite/micro/kernels/reverse.cc.
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { positions, stridesOf } from '../tensors/broadcast.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameElements, requireSameType, requireType } from '../tensors/tensor.ts';
import { constantIntegers } from '../tensors/views.ts';

export const reverse: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, axesTensor, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'UINT8', 'INT8', 'INT16', 'INT32', 'INT64', 'BOOL');
  requireSameType(input, output);
  requireSameElements(input, output);
  requireType(axesTensor, 'INT32');
  const { shape } = input;
  const axes = constantIntegers(kernels, axesTensor)
    .map((axis) => (axis < 0 ? axis + shape.length : axis))
    .sort((p, q) => p - q);
  if (axes.some((axis) => !(axis >= 0 && axis < shape.length)))
    reject('micro/axis', `no such axes: ${axes.join(', ')}`);
  if (axes.some((axis, i) => i > 0 && axis !== axes[i - 1] + 1)) reject('micro/axis', 'axes must follow one another');
  const strides = stridesOf(shape);
  const reversed = new Set(axes);
  const start = shape.reduce((sum, d, axis) => sum + (reversed.has(axis) ? (d - 1) * strides[axis] : 0), 0);
  const steps = strides.map((stride, axis) => (reversed.has(axis) ? -stride : stride));
  return moveFrom(kernels, input, output, positions(shape, steps, start));
};
