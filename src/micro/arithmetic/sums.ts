// Sums of int8 values at a common scale, as ADD_N and CUMSUM keep them: add_n.cc and cumsum.cc in
// tensorflow/lite/micro/kernels/.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import type { OpTensor } from '../op.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';

/** kAddNIntegerShift, kCumSumIntegerShift */
const SHIFT = 20;

/** What an int8 value adds to the sum, and what a sum becomes. */
export function sumScaling(input: OpTensor, output: OpTensor) {
  const twice = 2 * scaleOf(input);
  const inputMultiplier = quantizeMultiplier(scaleOf(input) / twice);
  const outputMultiplier = quantizeMultiplier(twice / ((1 << SHIFT) * scaleOf(output)));
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  return {
    /** 0 stands where the sum begins, as the runtime has it: not the zero point. */
    term: (q: number) => multiplyByQuantizedMultiplier((q - from) << SHIFT, inputMultiplier),
    result: (sum: number) => clamp(multiplyByQuantizedMultiplier(sum, outputMultiplier) + to, -128, 127),
  };
}
