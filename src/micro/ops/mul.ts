// MUL: tensorflow/lite/micro/kernels/mul_common.cc, kernels/internal/reference/mul.h and integer_ops/mul.h.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op, Ops } from '../op.ts';
import { combine } from './broadcast.ts';
import {
  activationOf,
  float32,
  floatRange,
  inputAt,
  int32,
  int32Range,
  numbers,
  outputAt,
  quantizedRange,
  rejectType,
  requireSameType,
  scaleOf,
  zeroPointOf,
} from './tensor.ts';

const prepare: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(a, b);
  requireSameType(a, output);
  const activation = activationOf(operator);
  if (output.type === 'FLOAT32') {
    const { min, max } = floatRange(activation);
    const f = (x: number, y: number) => clamp(Math.fround(x * y), min, max);
    return combine([a, float32(kernels, a)], [b, float32(kernels, b)], [output, float32(kernels, output)], f);
  }
  if (output.type === 'INT32') {
    const { min, max } = int32Range(activation);
    const f = (x: number, y: number) => clamp(Math.imul(x, y), min, max);
    return combine([a, int32(kernels, a)], [b, int32(kernels, b)], [output, int32(kernels, output)], f);
  }
  if (output.type !== 'INT8' && output.type !== 'INT16') return rejectType(output);
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  if (output.type === 'INT16' && (zeroA !== 0 || zeroB !== 0 || zero !== 0)) {
    reject('micro/quantization', 'int16 tensors must have zero point 0');
  }
  const multiplier = quantizeMultiplier((scaleOf(a) * scaleOf(b)) / scaleOf(output));
  const { min, max } = quantizedRange(activation, output);
  const f = (x: number, y: number) =>
    clamp(zero + multiplyByQuantizedMultiplier(Math.imul(x - zeroA, y - zeroB), multiplier), min, max);
  return combine([a, numbers(kernels, a)], [b, numbers(kernels, b)], [output, numbers(kernels, output)], f);
};

export const mul: Ops = { MUL: prepare };
