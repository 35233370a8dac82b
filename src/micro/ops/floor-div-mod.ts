// FLOOR_DIV and FLOOR_MOD: tensorflow/lite/micro/kernels/floor_div.cc, floor_mod.cc; kernels/internal/reference/floor_div.h, floor_mod.h.
import type { Op, Ops } from '../op.ts';
import { combine } from './broadcast.ts';
import { float32, inputAt, outputAt, requireSameType, requireType } from './tensor.ts';

const by =
  (f: (a: number, b: number) => number): Op =>
  (preparation) => {
    const { kernels } = preparation;
    const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
    requireType(a, 'FLOAT32');
    requireSameType(a, b);
    requireSameType(a, output);
    return combine([a, float32(kernels, a)], [b, float32(kernels, b)], [output, float32(kernels, output)], f);
  };

export const floorDivMod: Ops = {
  // Divided in float64.
  FLOOR_DIV: by((a, b) => Math.floor(a / b)),
  FLOOR_MOD: by((a, b) => {
    const rest = a % b;
    return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
  }),
};
