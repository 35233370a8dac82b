// TRANSPOSE: tensorflow/lite/micro/kernels/transpose.cc, transpose_common.cc.
import { reject } from '../../base/problem.ts';
import { describeShape, sameShape } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { positions, stridesOf } from '../tensors/broadcast.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { constantIntegers } from '../tensors/views.ts';

/** TransposePrepare */
const MOST_RANK = 5;

export const transpose: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, permTensor, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8', 'INT16');
  requireSameType(input, output);
  requireType(permTensor, 'INT32');
  const { shape } = input;
  if (shape.length > MOST_RANK)
    reject('micro/rank', `the input has ${shape.length} dimensions, more than ${MOST_RANK}`);
  const perm = constantIntegers(kernels, permTensor);
  if (perm.length !== shape.length) {
    reject('micro/shape', `${perm.length} axes are permuted of ${shape.length}`);
  }
  // TFLM counts no axis from the end here.
  if (perm.some((axis) => !(axis >= 0 && axis < shape.length))) {
    reject('micro/axis', `no such axes: ${perm.join(', ')}; write them as 0 to ${shape.length - 1}`);
  }
  const permuted = perm.map((axis) => shape[axis]);
  if (!sameShape(permuted, output.shape)) {
    reject(
      'micro/shape',
      `the transposed shape is ${describeShape(permuted)}, the output's ${describeShape(output.shape)}`,
    );
  }
  const strides = stridesOf(shape);
  return moveFrom(
    kernels,
    input,
    output,
    positions(
      permuted,
      perm.map((axis) => strides[axis]),
      0,
    ),
  );
};
