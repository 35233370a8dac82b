// Quantization parameters from ranges and weights, as TensorFlow's converter computes them.
import { roundAway } from '../base/fixed-point.ts';
import type { ValueRange } from './calibrate.ts';
import type { NumberMode } from './params.ts';

/** real = scale * (q - zeroPoint). The file holds the scale as float32; before that it is float64 here, as in the
 * converter. */
export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** How activations of a mode become integers. */
export interface ActivationNumbers {
  readonly bits: 8 | 16;
  affine(range: ValueRange): Affine;
  /** The converter's fixed parameters of the outputs of SOFTMAX and LOGISTIC (TFLite's quantization specification). */
  readonly probability: Affine;
}

const QMIN = -128;
const QMAX = 127;

/** int8, range widened to hold 0, zero point nudged to an integer: getNudgedScaleAndZeroPoint of the converter's
 * quantization/ir/FakeQuantSupport.cc, the same formula as GetAsymmetricQuantizationParams of
 * tensorflow/lite/tools/optimize/quantization_utils.cc. */
export function asymmetric(range: ValueRange): Affine {
  const min = Math.min(range.min, 0);
  const max = Math.max(range.max, 0);
  // FakeQuantSupport.cc, fakeQuantAttrsToType: a range of nothing, below C++'s numeric_limits<double>::epsilon(), gets
  // scale 1.
  if (max - min < Number.EPSILON) return { scale: 1, zeroPoint: QMIN };
  const scale = (max - min) / (QMAX - QMIN);
  const fromMin = QMIN - min / scale;
  const fromMax = QMAX - max / scale;
  const errorFromMin = Math.abs(QMIN) + Math.abs(min / scale);
  const errorFromMax = Math.abs(QMAX) + Math.abs(max / scale);
  const exact = errorFromMin < errorFromMax ? fromMin : fromMax;
  return { scale, zeroPoint: exact < QMIN ? QMIN : exact > QMAX ? QMAX : roundAway(exact) };
}

/** int16, zero point 0: the kernels of TFLite's 16x8 scheme take no other. 2^15 - 1 steps on each side, as fixtures of
 * the converter show (tests/compress/converter.test.ts). */
export function symmetric16({ min, max }: ValueRange): Affine {
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  return { scale: 2 * magnitude < Number.EPSILON ? 1 : magnitude / 32767, zeroPoint: 0 };
}

export const ACTIVATION_NUMBERS = {
  int8: { bits: 8, affine: asymmetric, probability: { scale: 1 / 256, zeroPoint: -128 } },
  int16x8: { bits: 16, affine: symmetric16, probability: { scale: 1 / 32768, zeroPoint: 0 } },
} satisfies Record<NumberMode, ActivationNumbers>;

// ExpandVerySmallRange of the converter's quantization/common/quantization_lib/quantization_utils.cc: weights this
// close to zero (a dead channel) get this range, so that the scale stays a normal number.
const NEAR_ZERO = 1e-6;

/** Scale, in float64, of symmetric int8 weights in [-127, 127] whose greatest magnitude is this. */
export function symmetricScale(magnitude: number): number {
  const wide = 2 * magnitude > NEAR_ZERO;
  return (wide ? magnitude : Math.max(magnitude, NEAR_ZERO / 2)) / 127;
}

// SetBiasParamsWithAdjustments of the converter's quantization_lib/quantization_driver.cc: a bias fills at most half of
// int32.
const BIAS_MAX = 0x3fffffff;

/** The scale of a weight channel, raised where its bias would not fit int32 with scale inputScale * weightScale. */
export function weightScaleFor(weightScale: number, inputScale: number, bias: number): number {
  const needed = Math.abs(bias) / BIAS_MAX;
  return inputScale * weightScale < needed ? needed / inputScale : weightScale;
}
