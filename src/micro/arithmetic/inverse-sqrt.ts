// 1 / sqrt of an integer as a quantized multiplier: tensorflow/lite/kernels/internal/common.h,
// GetInvSqrtQuantizedMultiplierExp.
import {
  saturatingRoundingDoublingHighMul as multiply,
  type QuantizedMultiplier,
  roundingDivideByPowerOfTwo,
} from '../../base/fixed-point.ts';
import { saturatingShiftLeft } from './fixed-exp.ts';

/** x >= 0; 0 counts as 1. Newton-Raphson on Q3.28. */
export function inverseSqrt(x: number): QuantizedMultiplier {
  if (x <= 1) return { multiplier: 2147483647, shift: 0 };
  let input = x;
  let rightShift = 11;
  while (input >= 536870912) {
    input = Math.trunc(input / 4);
    rightShift++;
  }
  const pairs = ((Math.clz32(input) - 1) >> 1) - 1;
  rightShift -= pairs;
  input <<= 2 * pairs;
  const value = input >> 1;
  const half = roundingDivideByPowerOfTwo(value, 1);
  const threeHalves = 402653184;
  let root = 268435456;
  for (let i = 0; i < 5; i++) {
    const cube = saturatingShiftLeft(multiply(multiply(root, root), root), 6);
    root = saturatingShiftLeft((multiply(threeHalves, root) - multiply(half, cube)) | 0, 3);
  }
  const halfSqrt2 = 1518500250;
  const multiplier = multiply(root, halfSqrt2);
  return rightShift < 0 ? { multiplier: multiplier << -rightShift, shift: 0 } : { multiplier, shift: -rightShift };
}
