// The quantization of tensors: scales, zero points, ranges of the integer types, and checks of them.
// Inside an `attempt`.
import { reject } from '../../base/problem.ts';
import type { OpTensor } from '../op.ts';

/** float32, as the file and TfLiteTensor.params hold it. */
export function scaleOf({ name, quantization }: OpTensor): number {
  const scale = quantization?.scales[0];
  return scale === undefined
    ? reject('micro/quantization', `tensor "${name}" has no quantization`)
    : Math.fround(scale);
}

export function zeroPointOf({ quantization }: OpTensor): number {
  return quantization?.zeroPoints[0] ?? 0;
}

export const isQuantized = ({ quantization }: OpTensor) => (quantization?.scales.length ?? 0) > 0;

/** int32 forms that only compute with the numbers as they are. */
export function requireUnquantized(...tensors: readonly OpTensor[]): void {
  if (tensors.some(isQuantized)) reject('micro/quantization', 'quantized int32 tensors are not supported');
}

/** int16 forms that know no zero point. */
export function requireSymmetric(...tensors: readonly OpTensor[]): void {
  if (tensors.some((tensor) => zeroPointOf(tensor) !== 0)) {
    reject('micro/quantization', 'int16 tensors must have zero point 0');
  }
}

export const INTEGER_RANGES = {
  INT8: { min: -128, max: 127 },
  UINT8: { min: 0, max: 255 },
  INT16: { min: -32768, max: 32767 },
  INT32: { min: -2147483648, max: 2147483647 },
} as const;

/** A tensor with a scale and a zero point, as TFLM's kTfLiteAffineQuantization. */
export function requireQuantized(...tensors: readonly OpTensor[]): void {
  for (const { name, quantization } of tensors) {
    if (!quantization || quantization.scales.length === 0 || quantization.zeroPoints.length === 0) {
      reject('micro/quantization', `tensor "${name}" needs a scale and a zero point`);
    }
  }
}
