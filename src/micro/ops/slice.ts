// SLICE: tensorflow/lite/micro/kernels/slice.cc, kernels/internal/reference/slice.h. Begin and size may be computed by
// the model.
import { reject } from '../../base/problem.ts';
import type { Op, OpTensor, Preparation } from '../op.ts';
import { positions, stridesOf } from '../tensors/broadcast.ts';
import { movable } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { integersOf } from '../tensors/views.ts';

const MOST_RANK = 5;

export const slice: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  const [begin, size] = [inputAt(preparation, 1), inputAt(preparation, 2)];
  requireType(input, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'BOOL');
  requireSameType(input, output);
  requireSameType(begin, size);
  const { shape } = input;
  if (shape.length > MOST_RANK)
    reject('micro/rank', `the input has ${shape.length} dimensions, more than ${MOST_RANK}`);
  const [readBegin, readSize] = [begin, size].map((tensor) => reader(preparation, tensor, shape.length));
  const steps = stridesOf(shape);
  const x = movable(kernels, input);
  const y = movable(kernels, output);
  const plan = (): Int32Array => {
    const starts = readBegin();
    const counts = readSize().map((count, axis) => (count === -1 ? shape[axis] - starts[axis] : count));
    const inside = shape.every((d, axis) => starts[axis] >= 0 && counts[axis] >= 0 && starts[axis] + counts[axis] <= d);
    if (!inside || counts.reduce((product, d) => product * d, 1) !== output.elements) {
      reject('micro/shape', `a slice of ${counts.join('x')} from ${starts.join(', ')} on doesn't fit`);
    }
    const start = starts.reduce((sum, first, axis) => sum + first * steps[axis], 0);
    return positions(counts, steps, start);
  };
  const fixed = begin.isConstant && size.isConstant ? plan() : undefined;
  return {
    run() {
      const sources = fixed ?? plan();
      for (let i = 0; i < y.length; i++) y[i] = x[sources[i]];
    },
  };
};

function reader({ kernels }: Preparation, tensor: OpTensor, rank: number): () => number[] {
  const read = integersOf(kernels, tensor);
  if (tensor.shape.length !== 1 || tensor.elements !== rank) {
    reject('micro/shape', `"${tensor.name}" has ${tensor.elements} values for ${rank} dimensions`);
  }
  return read;
}
