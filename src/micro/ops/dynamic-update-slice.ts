// DYNAMIC_UPDATE_SLICE: tensorflow/lite/micro/kernels/dynamic_update_slice.cc. Where the slice begins may be computed
// by the model.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { positions, stridesOf } from '../tensors/broadcast.ts';
import { movable } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameElements, requireSameType, requireType } from '../tensors/tensor.ts';
import { integersOf } from '../tensors/views.ts';

/** kMaxDimensions: RuntimeShape::kMaxSmallSize */
const MOST_RANK = 6;

export const dynamicUpdateSlice: Op = (preparation) => {
  const { kernels } = preparation;
  const [operand, update, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(operand, 'FLOAT32', 'INT8', 'INT16', 'INT32');
  requireSameType(operand, update);
  requireSameType(operand, output);
  requireSameElements(operand, output);
  const { shape } = operand;
  if (shape.length > MOST_RANK) reject('micro/rank', `${shape.length} dimensions; at most ${MOST_RANK} are supported`);
  const read = integersOf(kernels, inputAt(preparation, 2));
  const fits = update.shape.length === shape.length && update.shape.every((d, axis) => d <= shape[axis]);
  if (!fits || inputAt(preparation, 2).elements !== shape.length) {
    reject('micro/shape', `a slice of ${describeShape(update.shape)} in ${describeShape(shape)}`);
  }
  const strides = stridesOf(shape);
  const places = positions(update.shape, strides, 0);
  const [x, slice, y] = [operand, update, output].map((tensor) => movable(kernels, tensor));
  return {
    run() {
      y.set(x);
      const start = read().reduce(
        (sum, at, axis) => sum + clamp(at, 0, shape[axis] - update.shape[axis]) * strides[axis],
        0,
      );
      for (let i = 0; i < slice.length; i++) y[start + places[i]] = slice[i];
    },
  };
};
