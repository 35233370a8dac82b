// ELU: tensorflow/lite/micro/kernels/elu.cc, kernels/internal/reference/elu.h.
import { exp } from '../../base/elementary.ts';
import { expm1f } from '../../base/elementary32.ts';
import { clamp, roundAway } from '../../base/fixed-point.ts';
import type { Op, Ops } from '../op.ts';
import {
  float32,
  inputAt,
  int8,
  outputAt,
  rejectType,
  requireSameElements,
  requireSameType,
  scaleOf,
  zeroPointOf,
} from './tensor.ts';

const prepare: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireSameType(input, output);
  requireSameElements(input, output);
  if (input.type === 'FLOAT32') {
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    return {
      macs: 0,
      run() {
        for (let i = 0; i < x.length; i++) y[i] = x[i] < 0 ? expm1f(x[i]) : x[i];
      },
    };
  }
  if (input.type !== 'INT8') return rejectType(input);
  // PopulateLookupTable, in float32.
  const f32 = Math.fround;
  const inverseScale = f32(1 / scaleOf(output));
  const [scale, from, to] = [scaleOf(input), zeroPointOf(input), zeroPointOf(output)];
  const table = Int8Array.from({ length: 256 }, (_, i) => {
    const value = f32(scale * (i - 128 - from));
    const transformed = value < 0 ? f32(f32(exp(value)) - 1) : value;
    return clamp(roundAway(f32(transformed * inverseScale)) + to, -128, 127);
  });
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  return {
    macs: 0,
    run() {
      for (let i = 0; i < x.length; i++) y[i] = table[x[i] + 128];
    },
  };
};

export const elu: Ops = { ELU: prepare };
