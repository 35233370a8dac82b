// BROADCAST_TO and BROADCAST_ARGS: tensorflow/lite/micro/kernels/broadcast_to.cc, broadcast_args.cc.
import { reject } from '../../base/problem.ts';
import type { Op, OpTensor } from '../op.ts';
import { sourcesOf } from '../tensors/broadcast.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireShape, requireType } from '../tensors/tensor.ts';
import { constantIntegers, int32, int64 } from '../tensors/views.ts';

/** broadcast_to.cc kMaxDims */
const MOST_BROADCAST = 5;

export const broadcastTo: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, shape, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(input, output);
  requireType(shape, 'INT32', 'INT64');
  if (shape.shape.length !== 1) reject('micro/shape', 'the shape must have one dimension');
  if (shape.elements > MOST_BROADCAST || input.shape.length > shape.elements) {
    reject(
      'micro/rank',
      `${input.shape.length} to ${shape.elements} dimensions; at most ${MOST_BROADCAST} are supported`,
    );
  }
  requireShape(output, constantIntegers(kernels, shape));
  return moveFrom(kernels, input, output, sourcesOf(input.shape, output.shape));
};

/** The shape that both broadcast to. */
export const broadcastArgs: Op = (preparation) => {
  const { kernels } = preparation;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(a, 'INT32', 'INT64');
  requireSameType(a, b);
  requireSameType(a, output);
  for (const { shape } of [a, b, output]) if (shape.length !== 1) reject('micro/shape', 'shapes have one dimension');
  if (Math.max(a.elements, b.elements) !== output.elements) {
    reject('micro/shape', `the output has ${output.elements} dimensions`);
  }
  const read = (tensor: OpTensor): number[] =>
    Array.from(tensor.type === 'INT64' ? int64(kernels, tensor) : int32(kernels, tensor), Number);
  const write = (at: number, value: number) => {
    if (output.type === 'INT64') int64(kernels, output)[at] = BigInt(value);
    else int32(kernels, output)[at] = value;
  };
  return {
    run() {
      const [p, q] = [read(a), read(b)];
      for (let i = 1; i <= output.elements; i++) {
        const [d, e] = [p[p.length - i] ?? 1, q[q.length - i] ?? 1];
        if (d !== e && d !== 1 && e !== 1) reject('micro/shape', `${d} and ${e} don't broadcast`);
        write(output.elements - i, d === 1 ? e : d);
      }
    },
  };
};
