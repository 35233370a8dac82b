// RESHAPE, SQUEEZE and EXPAND_DIMS copy their input: tensorflow/lite/micro/kernels/reshape.cc, squeeze.cc, expand_dims.cc.
import type { Op, Ops } from '../op.ts';
import { inputAt, outputAt, rawBytes, requireSameElements, requireSameType } from './tensor.ts';

const copy: Op = (preparation) => {
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  requireSameType(input, output);
  requireSameElements(input, output);
  const x = rawBytes(preparation.kernels, input);
  const y = rawBytes(preparation.kernels, output);
  return { macs: 0, run: () => y.set(x) };
};

export const reshape: Ops = { RESHAPE: copy, SQUEEZE: copy, EXPAND_DIMS: copy };
