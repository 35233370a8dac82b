// TFLM_DECODE: tensorflow/lite/micro/kernels/decode.cc.
import { reject } from '../../base/problem.ts';
import { decode } from '../arithmetic/decode.ts';
import type { Op } from '../op.ts';
import { inputAt } from '../tensors/tensor.ts';
import { rawBytes } from '../tensors/views.ts';

/** Decodes here and now, since all that it reads is constant; a run, as each Invoke, writes the weights again. */
export const decodeWeights: Op = (preparation) => {
  const { kernels, inputs, inputData, outputs } = preparation;
  if (outputs.length === 0 || inputs.length !== 2 * outputs.length) {
    reject('micro/decode', `${inputs.length} inputs for ${outputs.length} outputs; each takes two`);
  }
  const constantAt = (position: number) => {
    const { name } = inputAt(preparation, position);
    return inputData[position] ?? reject('micro/constant', `tensor "${name}" must be a constant: it holds weights`);
  };
  const decoded = outputs.map((output, i) => ({
    into: rawBytes(kernels, output),
    weights: decode({
      encoded: constantAt(2 * i),
      ancillary: constantAt(2 * i + 1),
      ancillaryName: inputAt(preparation, 2 * i + 1).name,
      output,
    }),
  }));
  return {
    run() {
      for (const { into, weights } of decoded) into.set(weights);
    },
  };
};
