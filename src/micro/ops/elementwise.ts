// ABS, NEG, SQRT, RSQRT, SQUARE, EXP, LOG, SIN, COS, FLOOR, CEIL, ROUND:
// tensorflow/lite/micro/kernels/elementwise.cc, neg.cc, exp.cc, floor.cc, ceil.cc, round.cc.
import { cos as cosine, exp as exponential, log as logarithm, sin as sine } from '../../base/elementary.ts';
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { inverseSqrt } from '../arithmetic/inverse-sqrt.ts';
import type { Op, OperatorRun } from '../op.ts';
import {
  INTEGER_RANGES,
  isQuantized,
  requireQuantized,
  requireSymmetric,
  scaleOf,
  zeroPointOf,
} from '../tensors/quantization.ts';
import { inputAndOutput, inputAt, outputAt, rejectType, requireShape } from '../tensors/tensor.ts';
import { float32, numbers } from '../tensors/views.ts';

function along(x: ArrayLike<number>, y: { [index: number]: number }, f: (x: number) => number): OperatorRun {
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = f(x[i]);
    },
  };
}

const floats =
  (f: (x: number) => number): Op =>
  (preparation) => {
    const [input, output] = inputAndOutput(preparation, 'FLOAT32');
    return along(float32(preparation.kernels, input), float32(preparation.kernels, output), f);
  };

/** EXP, CEIL and ROUND compare the shapes; the others count elements. */
const shapedFloats =
  (f: (x: number) => number): Op =>
  (preparation) => {
    requireShape(outputAt(preparation, 0), inputAt(preparation, 0).shape);
    return floats(f)(preparation);
  };

export const abs: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = inputAndOutput(preparation, 'FLOAT32', 'INT8', 'INT16');
  const [x, y] = [numbers(kernels, input), numbers(kernels, output)];
  if (input.type === 'FLOAT32' || (input.type === 'INT16' && !isQuantized(input))) return along(x, y, Math.abs);
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  if (input.type === 'INT16') requireSymmetric(input, output);
  const { min, max } = INTEGER_RANGES[input.type === 'INT16' ? 'INT16' : 'INT8'];
  if (scaleOf(input) === scaleOf(output)) return along(x, y, (q) => clamp(Math.abs(q - from) + to, min, max));
  // SetAbsOutputMultiplier: in float64.
  const multiplier = quantizeMultiplier(scaleOf(input) / scaleOf(output));
  return along(x, y, (q) => clamp(multiplyByQuantizedMultiplier(Math.abs(q - from), multiplier) + to, min, max));
};

/** RsqrtEvalQuantized: kShift. */
const RSQRT_SHIFT = 20;

export const rsqrt: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = inputAndOutput(preparation);
  if (input.type === 'FLOAT32') {
    return along(float32(kernels, input), float32(kernels, output), (x) => 1 / Math.fround(Math.sqrt(x)));
  }
  if (input.type !== 'INT8' && input.type !== 'INT16') return rejectType(input);
  requireQuantized(input, output);
  if (input.type === 'INT16') requireSymmetric(input, output);
  const { min, max } = INTEGER_RANGES[input.type];
  const [from, to] = [zeroPointOf(input), zeroPointOf(output)];
  const scale = quantizeMultiplier(1 / (Math.sqrt(scaleOf(input)) * scaleOf(output)));
  const last = { multiplier: scale.multiplier, shift: scale.shift - RSQRT_SHIFT };
  return along(numbers(kernels, input), numbers(kernels, output), (q) => {
    const value = q - from;
    if (value < 0) return reject('micro/value', 'RSQRT is defined for positive values only');
    if (value === 0) return max;
    const { multiplier, shift } = inverseSqrt(value);
    const root = multiplyByQuantizedMultiplier(1, { multiplier, shift: shift + RSQRT_SHIFT });
    return clamp(multiplyByQuantizedMultiplier(root, last) + to, min, max);
  });
};

/** kernels/internal/reference/round.h, RoundToNearest: halves to even. */
function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  return rest > 0.5 || floor % 2 !== 0 ? floor + 1 : floor;
}

export const neg = floats((x) => -x);
export const sqrt = floats((x) => Math.sqrt(x));
export const square = floats((x) => x * x);
export const exp = shapedFloats(exponential);
export const log = floats(logarithm);
export const sin = floats(sine);
export const cos = floats(cosine);
export const floor = floats(Math.floor);
export const ceil = shapedFloats(Math.ceil);
export const round = shapedFloats(roundToEven);
