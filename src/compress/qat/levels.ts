// The levels of a quantized tensor for fake quantization, as the runtime's kernels round and clamp to them.
import { roundAway } from '../../base/fixed-point.ts';
import type { Levels } from '../../simd/levels.ts';
import { ACTIVATION_NUMBERS, type Affine } from '../affine.ts';
import type { ValueRange } from '../calibrate.ts';
import type { Activation } from '../folded.ts';
import type { NumberMode } from '../params.ts';

/** An integer type of activations. */
export interface ActivationType {
  readonly min: number;
  readonly max: number;
  affineOf(range: ValueRange): Affine;
}

export const INT8: ActivationType = { min: -128, max: 127, affineOf: ACTIVATION_NUMBERS.int8.affine };
export const INT16: ActivationType = { min: -32768, max: 32767, affineOf: ACTIVATION_NUMBERS.int16x8.affine };

export const ACTIVATION_TYPES = { int8: INT8, int16x8: INT16 } satisfies Record<NumberMode, ActivationType>;

/** Of what a kernel computes in one sum and then rescales: convolutions, dense layers, additions, relus. The fused
 * activation clamps as CalculateActivationRangeQuantized of kernel_util.cc. */
export function levelsOf({ scale, zeroPoint }: Affine, { min, max }: ActivationType, activation: Activation): Levels {
  const step = Math.fround(scale);
  const low = activation === 'none' ? min - zeroPoint : Math.max(min - zeroPoint, 0);
  const high = activation === 'relu6' ? Math.min(max - zeroPoint, roundAway(6 / step)) : max - zeroPoint;
  const passLow = activation === 'none' ? (low - 0.5) * step : 0;
  const passHigh = activation === 'relu6' ? Math.min((high + 0.5) * step, 6) : (high + 0.5) * step;
  return { inverse: 1 / step, scale: step, offset: 0, half: 0.5, low, high, passLow, passHigh };
}

/** Of the mean of `count` levels of this very tensor, which AVERAGE_POOL_2D rounds as integers, zero point included
 * (reference/integer_ops/pooling.h). The float mean of the same levels misses a half by bits; no other fraction of
 * `count` is as near to it. */
export function meanLevelsOf(
  { scale, zeroPoint }: Affine,
  { min, max }: ActivationType,
  activation: Activation,
  count: number,
): Levels {
  const step = Math.fround(scale);
  const low = activation === 'none' ? min : Math.max(min, zeroPoint);
  const high = activation === 'relu6' ? Math.min(max, zeroPoint + roundAway(6 / step)) : max;
  const passLow = activation === 'none' ? Number.NEGATIVE_INFINITY : 0;
  const passHigh = activation === 'relu6' ? 6 : Number.POSITIVE_INFINITY;
  const half = 0.5 + 1 / (4 * count);
  return { inverse: 1 / step, scale: step, offset: zeroPoint, half, low, high, passLow, passHigh };
}
