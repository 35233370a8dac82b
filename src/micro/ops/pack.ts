// PACK and UNPACK: tensorflow/lite/micro/kernels/pack.cc, unpack.cc.
import { sizeOf } from '../../base/shape.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { Op } from '../op.ts';
import { numberOption } from '../tensors/options.ts';
import { movePieces } from '../tensors/pieces.ts';
import { allInputs, axisOf, inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';

const UNSTACKED: readonly TensorType[] = ['FLOAT32', 'INT8', 'INT16', 'INT32'];
const STACKED: readonly TensorType[] = [...UNSTACKED, 'INT64'];

export const pack: Op = (preparation) => {
  const inputs = allInputs(preparation);
  const output = outputAt(preparation, 0);
  requireType(output, ...STACKED);
  for (const input of inputs) requireSameType(input, output);
  const axis = axisOf(numberOption(preparation.operator, 'axis'), output.shape.length);
  return movePieces(preparation, output, inputs, sizeOf(output.shape.slice(0, axis)), 'join');
};

export const unpack: Op = (preparation) => {
  const input = inputAt(preparation, 0);
  requireType(input, ...UNSTACKED);
  for (const output of preparation.outputs) requireSameType(input, output);
  const axis = axisOf(numberOption(preparation.operator, 'axis'), input.shape.length);
  return movePieces(preparation, input, preparation.outputs, sizeOf(input.shape.slice(0, axis)), 'part');
};
