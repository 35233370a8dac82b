// MAXIMUM and MINIMUM: tensorflow/lite/micro/kernels/maximum_minimum.cc. Nothing is requantized.
import type { Op } from '../op.ts';
import { combineAs, inputsAndOutput, requireBroadcastRank } from '../tensors/broadcast.ts';
import { requireType } from '../tensors/tensor.ts';
import { int64, numbers } from '../tensors/views.ts';

const by =
  (choose: <T extends number | bigint>(a: T, b: T) => T): Op =>
  (preparation) => {
    const { kernels } = preparation;
    const tensors = inputsAndOutput(preparation);
    requireBroadcastRank(5, tensors);
    const [a] = tensors;
    requireType(a, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64');
    if (a.type === 'INT64') return combineAs<bigint>(int64, kernels, tensors, choose);
    return combineAs<number>(numbers, kernels, tensors, choose);
  };

// biome-ignore lint/complexity/useMathMinMax: bigints too, and of NaN and a number the second
export const maximum = by((a, b) => (a > b ? a : b));
// biome-ignore lint/complexity/useMathMinMax: likewise
export const minimum = by((a, b) => (a < b ? a : b));
