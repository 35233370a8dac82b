// CIRCULAR_BUFFER: tensorflow/lite/micro/kernels/circular_buffer.cc, circular_buffer_common.cc.
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { customOptionsOf } from '../tensors/options.ts';
import { zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, requireType } from '../tensors/tensor.ts';
import { int8, rawBytes } from '../tensors/views.ts';

/** Lengths of the last buffer of TFLM's streaming models, which runs every time. */
const EVERY_TIME = [5, 13, 25];

export const circularBuffer: Op = (preparation) => {
  const { kernels, operator, outputs } = preparation;
  const [input, output, valid] = [inputAt(preparation, 0), outputAt(preparation, 0), outputs[1]];
  requireType(input, 'INT8');
  requireType(output, 'INT8');
  if (valid) {
    requireType(valid, 'BOOL');
    if (valid.elements !== 1) reject('micro/shape', `"${valid.name}" must hold one value`);
  }
  const [a, b] = [input.shape, output.shape];
  if (a.length !== 4 || b.length !== 4 || a[1] !== 1 || a[0] !== b[0] || a[2] !== b[2] || a[3] !== b[3] || a[0] !== 1) {
    reject('micro/shape', `a buffer of ${b.join('x')} for inputs of ${a.join('x')}`);
  }
  const declared = customOptionsOf(operator).get('cycles_max') ?? 0;
  const cycles = declared > 0 ? declared : EVERY_TIME.includes(b[1]) ? 1 : 2;
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  const isValid = valid && rawBytes(kernels, valid);
  let left = cycles;
  return {
    run() {
      y.copyWithin(0, x.length);
      y.set(x, y.length - x.length);
      left--;
      if (isValid) isValid[0] = Number(left === 0);
      if (left > 0) {
        // kTfLiteAbort: the operators behind it don't run this time.
        if (!isValid) reject('micro/abort', `CIRCULAR_BUFFER waits for ${left} more inputs; the run ends here`);
        return;
      }
      left = cycles;
    },
    reset() {
      left = cycles;
      y.fill(zeroPointOf(output));
    },
  };
};
