// SPLIT and SPLIT_V: tensorflow/lite/micro/kernels/split.cc, split_v.cc.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { movePieces, requireAlike } from '../tensors/pieces.ts';
import { axisOf, inputAt, requireType } from '../tensors/tensor.ts';
import { constantIntegers } from '../tensors/views.ts';

const part =
  (inputPosition: number, axisPosition: number, equal: boolean): Op =>
  (preparation) => {
    const input = inputAt(preparation, inputPosition);
    requireType(input, 'FLOAT32', 'INT8', 'INT16', 'INT32');
    const [given = 0] = constantIntegers(preparation.kernels, inputAt(preparation, axisPosition));
    const axis = axisOf(given, input.shape.length);
    for (const output of preparation.outputs) requireAlike(output, input, axis);
    if (
      equal &&
      preparation.outputs.some(({ shape }) => shape[axis] * preparation.outputs.length !== input.shape[axis])
    ) {
      reject('micro/shape', `the outputs are no equal parts of axis ${axis}`);
    }
    return movePieces(preparation, input, preparation.outputs, sizeOf(input.shape.slice(0, axis)), 'part');
  };

export const split = part(1, 0, true);
export const splitV = part(0, 2, false);
