// REVERSE_V2: tensorflow/lite/micro/kernels/reverse.cc.
import { reject } from '../../base/problem.ts';
import type { Shape } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { positions, stridesOf } from '../tensors/broadcast.ts';
import { movable } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameElements, requireSameType, requireType } from '../tensors/tensor.ts';
import { planned } from '../tensors/views.ts';

/** kMaxDimensions: RuntimeShape::kMaxSmallSize */
const MOST_RANK = 6;

export const reverse: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, axesTensor, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'UINT8', 'INT8', 'INT16', 'INT32', 'INT64', 'BOOL');
  requireSameType(input, output);
  requireSameElements(input, output);
  const { shape } = input;
  if (shape.length > MOST_RANK) reject('micro/rank', `${shape.length} dimensions; at most ${MOST_RANK} are supported`);
  if (axesTensor.shape.length !== 1 || axesTensor.elements > shape.length) {
    reject('micro/shape', `"${axesTensor.name}" is no list of at most ${shape.length} axes`);
  }
  const sources = planned(kernels, axesTensor, (axes) => reversed(shape, axes));
  const [x, y] = [movable(kernels, input), movable(kernels, output)];
  return {
    run() {
      const from = sources();
      for (let i = 0; i < y.length; i++) y[i] = x[from[i]];
    },
  };
};

/** For every element of the output, the index of the input's. */
function reversed(shape: Shape, given: readonly number[]): Int32Array {
  const axes = given.map((axis) => (axis < 0 ? axis + shape.length : axis)).sort((p, q) => p - q);
  if (axes.some((axis) => !(axis >= 0 && axis < shape.length)))
    reject('micro/axis', `no such axes: ${axes.join(', ')}`);
  if (axes.some((axis, i) => i > 0 && axis !== axes[i - 1] + 1)) reject('micro/axis', 'axes must follow one another');
  const strides = stridesOf(shape);
  const start = shape.reduce((sum, d, axis) => sum + (axes.includes(axis) ? (d - 1) * strides[axis] : 0), 0);
  const steps = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  return positions(shape, steps, start);
}
