// FLOOR_DIV and FLOOR_MOD: tensorflow/lite/micro/kernels/floor_div.cc, floor_mod.cc;
// kernels/internal/reference/floor_div.h, floor_mod.h.
import type { Op } from '../op.ts';
import { combineAs, inputsAndOutput } from '../tensors/broadcast.ts';
import { requireType } from '../tensors/tensor.ts';
import { float32 } from '../tensors/views.ts';

const by =
  (f: (a: number, b: number) => number): Op =>
  (preparation) => {
    const tensors = inputsAndOutput(preparation);
    requireType(tensors[0], 'FLOAT32');
    return combineAs(float32, preparation.kernels, tensors, f);
  };

/** Divided in float64. */
export const floorDiv = by((a, b) => Math.floor(a / b));
export const floorMod = by((a, b) => {
  const rest = a % b;
  return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
});
