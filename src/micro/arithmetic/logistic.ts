// The logistic function in float32: tensorflow/lite/kernels/internal/reference/logistic.h.
import { exp } from '../../base/elementary.ts';

/** With the limits of the source, beyond which it is 1 or exp(x). */
export function logisticOf(x: number): number {
  const f32 = Math.fround;
  if (x > 16.619047164916992) return 1;
  return x < -9 ? f32(exp(x)) : f32(1 / f32(1 + f32(exp(-x))));
}
