// MIRROR_PAD: tensorflow/lite/micro/kernels/mirror_pad.cc.
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { stridesOf } from '../tensors/broadcast.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireShape, requireType } from '../tensors/tensor.ts';
import { constantIntegers } from '../tensors/views.ts';

/** schema.fbs MirrorPadMode */
const REFLECT = 0;

export const mirrorPad: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8');
  requireSameType(input, output);
  const paddingsTensor = inputAt(preparation, 1);
  requireType(paddingsTensor, 'INT32', 'INT64');
  const paddings = constantIntegers(kernels, paddingsTensor);
  const { shape } = input;
  if (paddingsTensor.shape.length !== 2 || paddings.length !== 2 * shape.length) {
    reject('micro/shape', `${paddings.length} paddings for ${shape.length} dimensions`);
  }
  requireShape(
    output,
    shape.map((d, axis) => d + paddings[2 * axis] + paddings[2 * axis + 1]),
  );
  const offset = Number(operator.options.mode ?? 0) === REFLECT ? 1 : 0;
  const strides = stridesOf(shape);
  // Where each index of each axis is taken from.
  const places = shape.map((size, axis) => {
    const [before, after] = [paddings[2 * axis], paddings[2 * axis + 1]];
    if (before < 0 || after < 0 || Math.max(before, after) > size - offset) {
      reject('micro/shape', `axis ${axis} of ${size} can't be mirrored by ${before} and ${after}`);
    }
    return Array.from({ length: output.shape[axis] }, (_, i) => {
      const at = i - before;
      const inside = at < 0 ? offset - 1 - at : at >= size ? 2 * size - 1 - offset - at : at;
      return inside * strides[axis];
    });
  });
  let sources = [0];
  for (const place of places) sources = sources.flatMap((from) => place.map((step) => from + step));
  return moveFrom(kernels, input, output, Int32Array.from(sources));
};
