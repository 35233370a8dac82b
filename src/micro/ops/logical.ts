// LOGICAL_AND, LOGICAL_OR, LOGICAL_NOT: tensorflow/lite/micro/kernels/logical_common.cc, elementwise.cc.
import type { Op, Ops } from '../op.ts';
import { combine } from './broadcast.ts';
import { inputAt, outputAt, rawBytes, requireSameElements, requireType } from './tensor.ts';

const by =
  (f: (a: number, b: number) => number): Op =>
  (preparation) => {
    const { kernels } = preparation;
    const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
    for (const tensor of [a, b, output]) requireType(tensor, 'BOOL');
    return combine([a, rawBytes(kernels, a)], [b, rawBytes(kernels, b)], [output, rawBytes(kernels, output)], f);
  };

const not: Op = (preparation) => {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'BOOL');
  requireType(output, 'BOOL');
  requireSameElements(input, output);
  const [x, y] = [rawBytes(preparation.kernels, input), rawBytes(preparation.kernels, output)];
  return {
    macs: 0,
    run() {
      for (let i = 0; i < x.length; i++) y[i] = x[i] === 0 ? 1 : 0;
    },
  };
};

export const logical: Ops = {
  LOGICAL_AND: by((a, b) => a & b),
  LOGICAL_OR: by((a, b) => a | b),
  LOGICAL_NOT: not,
};
