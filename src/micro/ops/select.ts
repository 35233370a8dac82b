// SELECT_V2: tensorflow/lite/micro/kernels/select.cc.
import type { Op } from '../op.ts';
import { requireBroadcastRank, sourcesOf } from '../tensors/broadcast.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { numbers, rawBytes } from '../tensors/views.ts';

export const select: Op = (preparation) => {
  const { kernels } = preparation;
  const [condition, a, b] = [inputAt(preparation, 0), inputAt(preparation, 1), inputAt(preparation, 2)];
  const output = outputAt(preparation, 0);
  requireType(condition, 'BOOL');
  requireType(a, 'FLOAT32', 'INT8', 'INT16');
  requireSameType(a, b);
  requireSameType(a, output);
  requireBroadcastRank(5, [condition, a, b, output]);
  const [sourcesC, sourcesA, sourcesB] = [condition, a, b].map(({ shape }) => sourcesOf(shape, output.shape));
  const [c, x1, x2] = [rawBytes(kernels, condition), numbers(kernels, a), numbers(kernels, b)];
  const y = numbers(kernels, output);
  return {
    run() {
      for (let i = 0; i < y.length; i++) y[i] = c[sourcesC[i]] !== 0 ? x1[sourcesA[i]] : x2[sourcesB[i]];
    },
  };
};
