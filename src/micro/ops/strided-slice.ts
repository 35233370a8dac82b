// STRIDED_SLICE: tensorflow/lite/micro/kernels/strided_slice_common.cc, kernels/internal/strided_slice_logic.h.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape, sameShape } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { positions, stridesOf } from '../tensors/broadcast.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { constantIntegers } from '../tensors/views.ts';

const MOST_RANK = 4;

const UNWRITTEN =
  'begins outside of its input, so TFLM leaves its output as the arena was: ' +
  'the answer here holds for an arena of zeros';

export const stridedSlice: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'BOOL');
  requireSameType(input, output);
  const { shape } = input;
  if (shape.length > MOST_RANK)
    reject('micro/rank', `the input has ${shape.length} dimensions, more than ${MOST_RANK}`);
  const [begin, end, strides] = [1, 2, 3].map((position) => {
    const tensor = inputAt(preparation, position);
    requireType(tensor, 'INT32');
    const values = constantIntegers(kernels, tensor);
    if (values.length < shape.length) {
      reject('micro/shape', `"${tensor.name}" has ${values.length} values for ${shape.length} dimensions`);
    }
    return values;
  });
  const option = (name: string) => Number(operator.options[name] ?? 0);
  const [beginMask, endMask, shrinkMask] = ['beginMask', 'endMask', 'shrinkAxisMask'].map(option);
  // Masks for an ellipsis or a new axis are ignored; the check of the shape refuses what would need them.
  const slices = shape.map((size, axis) => {
    const [stride, bit] = [strides[axis], 1 << axis];
    if (stride === 0) reject('micro/options', 'a stride of 0');
    const [least, most] = stride > 0 ? [0, size] : [-1, size - 1];
    const place = (index: number) => clamp(index < 0 ? index + size : index, least, most);
    const first = beginMask & bit ? (stride > 0 ? least : most) : place(begin[axis]);
    const shrunk = (shrinkMask & bit) !== 0;
    const last = shrunk ? first + 1 : endMask & bit ? (stride > 0 ? most : least) : place(end[axis]);
    const count = size === 0 ? 0 : Math.max(Math.ceil((last - first) / stride), 0);
    return { first, stride, count, shrunk, inside: first >= 0 && first < size && stride > 0 };
  });
  const sliced = slices.filter(({ shrunk }) => !shrunk).map(({ count }) => count);
  if (!sameShape(sliced, output.shape)) {
    reject('micro/shape', `the slice is ${describeShape(sliced)}, the output ${describeShape(output.shape)}`);
  }
  // StridedSliceEndForAxis: of an axis that is dropped nothing is read where it begins outside or goes backwards.
  if (slices.some(({ shrunk, inside }) => shrunk && !inside)) {
    return { ...(output.elements > 0 && { warning: UNWRITTEN }), run() {} };
  }
  const steps = stridesOf(shape);
  const start = slices.reduce((sum, { first }, axis) => sum + first * steps[axis], 0);
  const sources = positions(
    slices.map(({ count, shrunk }) => (shrunk ? 1 : count)),
    slices.map(({ stride }, axis) => stride * steps[axis]),
    start,
  );
  return moveFrom(kernels, input, output, sources);
};
