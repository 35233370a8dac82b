// FLOOR_DIV and FLOOR_MOD: tensorflow/lite/micro/kernels/floor_div.cc, floor_mod.cc;
// kernels/internal/reference/floor_div.h, floor_mod.h.
import { reject } from '../../base/problem.ts';
import type { Op } from '../op.ts';
import { combineAs, inputsAndOutput, requireBroadcastRank } from '../tensors/broadcast.ts';
import { inputAt, requireType } from '../tensors/tensor.ts';
import { float32 } from '../tensors/views.ts';

const by =
  (f: (a: number, b: number) => number): Op =>
  (preparation) => {
    const tensors = inputsAndOutput(preparation);
    requireType(tensors[0], 'FLOAT32');
    requireBroadcastRank(4, tensors);
    return combineAs(float32, preparation.kernels, tensors, f);
  };

/** Divided in float64. EvalFloorDiv looks at all denominators before it divides. */
export const floorDiv: Op = (preparation) => {
  const { run } = by((a, b) => Math.floor(a / b))(preparation);
  const denominators = float32(preparation.kernels, inputAt(preparation, 1));
  return {
    run() {
      if (denominators.includes(0)) reject('micro/value', 'division by 0');
      run();
    },
  };
};

export const floorMod = by((a, b) => {
  const rest = a % b;
  return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
});
