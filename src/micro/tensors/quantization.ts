// The quantization of tensors: scales, zero points, ranges of the integer types, and checks of them.
// Inside an `attempt`.
import { reject } from '../../base/problem.ts';
import type { OpTensor } from '../op.ts';

/** float32, as the file and TfLiteTensor.params hold it. What an operator doesn't ask for may be anything, as on the
 * chip. */
export function scaleOf(tensor: OpTensor): number {
  return scalesOf(tensor, 1)[0];
}

/** The first `count` scales, by channel; all when left out. At least one. */
export function scalesOf(tensor: OpTensor, count?: number): readonly number[] {
  const { scales = [] } = tensor.quantization ?? {};
  if (scales.length === 0) reject('micro/quantization', `tensor "${tensor.name}" has no quantization`);
  requireDimension(tensor);
  return scales.slice(0, count).map((scale, channel) => {
    const float = Math.fround(scale);
    if (float > 0 && float < Number.POSITIVE_INFINITY) return float;
    const which = scales.length > 1 ? ` for channel ${channel}` : '';
    return reject(
      'micro/quantization',
      `${described(tensor)} has scale ${scale}${which}; it must be finite and above 0`,
    );
  });
}

export function zeroPointOf(tensor: OpTensor): number {
  const zeroPoint = tensor.quantization?.zeroPoints[0] ?? 0;
  const { min, max } = zeroPointRange(tensor);
  if (zeroPoint >= min && zeroPoint <= max) return zeroPoint;
  const range = `of type ${tensor.type} it is between ${min} and ${max}`;
  return reject('micro/quantization', `${described(tensor)} has zero point ${zeroPoint}; ${range}`);
}

const described = ({ index, name }: OpTensor) => `tensor ${index} ("${name}")`;

/** TfLiteQuantizationParams holds an int32. */
function zeroPointRange({ type }: OpTensor): { readonly min: number; readonly max: number } {
  return type === 'INT8' || type === 'UINT8' || type === 'INT16' ? INTEGER_RANGES[type] : INTEGER_RANGES.INT32;
}

/** Of scales by channel. That of a single scale means nothing: TFLM's own test models have any number there. */
function requireDimension(tensor: OpTensor): void {
  const { quantizedDimension = 0, scales = [] } = tensor.quantization ?? {};
  const rank = tensor.shape.length;
  if (scales.length <= 1 || (quantizedDimension >= 0 && quantizedDimension < rank)) return;
  const dimensions = `it has ${rank} dimensions, counted from 0`;
  reject('micro/quantization', `${described(tensor)} has quantized dimension ${quantizedDimension}; ${dimensions}`);
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
