// MAXIMUM and MINIMUM: tensorflow/lite/micro/kernels/maximum_minimum.cc. Nothing is requantized.
import type { Op, Ops } from '../op.ts';
import { combine } from './broadcast.ts';
import { inputAt, int64, numbers, outputAt, requireSameType, requireType } from './tensor.ts';

const by =
  (choose: <T extends number | bigint>(a: T, b: T) => T): Op =>
  (preparation) => {
    const { kernels } = preparation;
    const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
    requireType(output, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64');
    requireSameType(a, output);
    requireSameType(b, output);
    if (output.type === 'INT64') {
      return combine<bigint, bigint>(
        [a, int64(kernels, a)],
        [b, int64(kernels, b)],
        [output, int64(kernels, output)],
        choose,
      );
    }
    return combine<number, number>(
      [a, numbers(kernels, a)],
      [b, numbers(kernels, b)],
      [output, numbers(kernels, output)],
      choose,
    );
  };

export const maximumMinimum: Ops = {
  // biome-ignore lint/complexity/useMathMinMax: bigints too, and of NaN and a number the second
  MAXIMUM: by((a, b) => (a > b ? a : b)),
  // biome-ignore lint/complexity/useMathMinMax: likewise
  MINIMUM: by((a, b) => (a < b ? a : b)),
};
