// EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL: tensorflow/lite/micro/kernels/comparisons.cc.
import { multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { Op, OperatorRun, OpTensor } from '../op.ts';
import { combine, requireBroadcastRank } from '../tensors/broadcast.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { int8, int64, numbers, rawBytes } from '../tensors/views.ts';

type Holds = (a: number | bigint, b: number | bigint) => boolean;

const NUMERIC: readonly TensorType[] = ['FLOAT32', 'INT32', 'INT64', 'INT8'];

const compare =
  (holds: Holds, ...types: readonly TensorType[]): Op =>
  (preparation): OperatorRun => {
    const { kernels } = preparation;
    const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
    requireType(a, ...types);
    requireSameType(a, b);
    requireType(output, 'BOOL');
    requireBroadcastRank(4, [a, b, output]);
    const y = rawBytes(kernels, output);
    const answer = <T extends number | bigint>(p: T, q: T) => Number(holds(p, q));
    if (a.type === 'INT64') {
      return combine<bigint, number>([a, int64(kernels, a)], [b, int64(kernels, b)], [output, y], answer);
    }
    if (a.type === 'INT8') {
      const [scaledA, scaledB] = [scaling(a), scaling(b)];
      const scaled = (p: number, q: number) => Number(holds(scaledA[p + 128], scaledB[q + 128]));
      return combine([a, int8(kernels, a)], [b, int8(kernels, b)], [output, y], scaled);
    }
    // Prepare fills in the parameters of int8 only; with int16 they are 0, so that every value becomes 0.
    const usual = a.type === 'INT16' ? () => Number(holds(0, 0)) : (p: number, q: number) => answer(p, q);
    return combine<number, number>([a, numbers(kernels, a)], [b, numbers(kernels, b)], [output, y], usual);
  };

/** What each int8 value becomes before it is compared: shifted by 8 bits and multiplied by its scale. */
function scaling(tensor: OpTensor): Int32Array {
  const scale = scaleOf(tensor);
  if (!(scale > 0 && scale < 1)) reject('micro/quantization', `the scale of "${tensor.name}" must lie between 0 and 1`);
  const multiplier = quantizeMultiplier(scale);
  const zeroPoint = zeroPointOf(tensor);
  return Int32Array.from({ length: 256 }, (_, i) =>
    multiplyByQuantizedMultiplier((i - 128 - zeroPoint) << 8, multiplier),
  );
}

export const equal = compare((a, b) => a === b, 'BOOL', ...NUMERIC);
export const notEqual = compare((a, b) => a !== b, 'BOOL', ...NUMERIC);
export const greater = compare((a, b) => a > b, 'INT16', ...NUMERIC);
export const greaterEqual = compare((a, b) => a >= b, ...NUMERIC);
export const less = compare((a, b) => a < b, ...NUMERIC);
export const lessEqual = compare((a, b) => a <= b, ...NUMERIC);
