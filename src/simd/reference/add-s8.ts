// int8 addition: tensorflow/lite/kernels/internal/reference/integer_ops/add.h, AddFunc; with a negative second
// multiplier the subtraction of tensorflow/lite/kernels/internal/reference/sub.h.
import {
  clamp,
  multiplyByQuantizedMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../base/fixed-point.ts';
import { type Addition, readAddition } from '../addition.ts';
import type { Int8Kernels } from '../int8-kernels.ts';

/** The sum in the output's scale, for int8 and int16 alike. */
export function addQuantized(p: Addition, a: number, b: number): number {
  const scaled = (value: number, multiplier: number, shift: number) =>
    roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(value << p.leftShift, multiplier), -shift);
  const first = scaled(a - p.aZeroPoint, p.aMultiplier, p.aShift);
  const second = scaled(b - p.bZeroPoint, Math.abs(p.bMultiplier), p.bShift);
  const sum = (p.bMultiplier < 0 ? first - second : first + second) | 0;
  const output = { multiplier: p.outputMultiplier, shift: p.outputShift };
  return clamp(multiplyByQuantizedMultiplier(sum, output) + p.outputZeroPoint, p.min, p.max);
}

export function addS8(buffer: SharedArrayBuffer): Pick<Int8Kernels, 'addS8'> {
  const int8 = new Int8Array(buffer);
  return {
    addS8(addition, a, b, y, aStep, bStep, elements) {
      const p = readAddition(buffer, addition);
      for (let i = 0; i < elements; i++) int8[y + i] = addQuantized(p, int8[a + i * aStep], int8[b + i * bStep]);
    },
  };
}
