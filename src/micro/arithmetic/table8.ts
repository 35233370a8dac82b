// A table for int8: all 256 answers, computed once.
import type { Kernels } from '../../simd/kernels.ts';
import type { OperatorRun, OpTensor } from '../op.ts';
import { int8 } from '../tensors/views.ts';

/** y = answer(x), for answers that fit int8. */
export function tabulated(
  kernels: Kernels,
  [input, output]: readonly [OpTensor, OpTensor],
  answer: (q: number) => number,
): OperatorRun {
  const table = Int8Array.from({ length: 256 }, (_, i) => answer(i - 128));
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = table[x[i] + 128];
    },
  };
}
