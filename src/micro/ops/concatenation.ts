// CONCATENATION: tensorflow/lite/micro/kernels/concatenation.cc.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { activationOf } from '../tensors/activation.ts';
import { numberOption } from '../tensors/options.ts';
import { movePieces, requireAlike } from '../tensors/pieces.ts';
import { allInputs, axisOf, outputAt, requireType } from '../tensors/tensor.ts';

/** concatenation.cc kMaxInputNum */
const MOST_INPUTS = 10;
/** RuntimeShape::kMaxSmallSize */
const MOST_RANK = 6;

export const concatenation: Op = (preparation) => {
  const inputs = allInputs(preparation);
  const output = outputAt(preparation, 0);
  requireType(output, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64', 'BOOL');
  if (activationOf(preparation.operator) !== 0) reject('micro/options', 'a fused activation is not supported');
  if (inputs.length > MOST_INPUTS)
    reject('micro/input', `${inputs.length} inputs; at most ${MOST_INPUTS} are supported`);
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  if (rank > MOST_RANK) reject('micro/rank', `${rank} dimensions; at most ${MOST_RANK} are supported`);
  const axis = axisOf(numberOption(preparation.operator, 'axis'), output.shape.length);
  for (const input of inputs) requireAlike(input, output, axis);
  return movePieces(preparation, output, inputs, sizeOf(output.shape.slice(0, axis)), 'join');
};
