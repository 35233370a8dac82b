// LOGICAL_AND, LOGICAL_OR, LOGICAL_NOT: tensorflow/lite/micro/kernels/logical_common.cc, elementwise.cc.
import type { Op } from '../op.ts';
import { combineAs, inputsAndOutput, requireBroadcastRank } from '../tensors/broadcast.ts';
import { inputAndOutput, requireType } from '../tensors/tensor.ts';
import { rawBytes } from '../tensors/views.ts';

const by =
  (f: (a: number, b: number) => number): Op =>
  (preparation) => {
    const tensors = inputsAndOutput(preparation);
    requireType(tensors[0], 'BOOL');
    requireBroadcastRank(4, tensors);
    return combineAs(rawBytes, preparation.kernels, tensors, f);
  };

export const logicalNot: Op = (preparation) => {
  const [input, output] = inputAndOutput(preparation, 'BOOL');
  const [x, y] = [rawBytes(preparation.kernels, input), rawBytes(preparation.kernels, output)];
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = x[i] === 0 ? 1 : 0;
    },
  };
};

export const logicalAnd = by((a, b) => a & b);
export const logicalOr = by((a, b) => a | b);
