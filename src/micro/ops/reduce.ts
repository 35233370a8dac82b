// MEAN, SUM, REDUCE_MAX and REDUCE_MIN: tensorflow/lite/micro/kernels/reduce_common.cc, kernels/internal/reference/reduce.h.
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op, Ops, OpTensor, Preparation, Prepared } from '../op.ts';
import {
  constantIntegers,
  float32,
  INTEGER_RANGES,
  inputAt,
  numbers,
  outputAt,
  rejectType,
  requireSameType,
  scaleOf,
  zeroPointOf,
} from './tensor.ts';

/** For every input element in order, the output element that it goes into. */
function targetsOf(input: OpTensor, axes: ReadonlySet<number>): Int32Array {
  const { shape, elements } = input;
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (axes.has(axis)) continue;
    strides[axis] = stride;
    stride *= shape[axis];
  }
  const targets = new Int32Array(elements);
  for (let i = 0; i < elements; i++) {
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      targets[i] += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
  }
  return targets;
}

interface Reduction {
  readonly input: OpTensor;
  readonly output: OpTensor;
  readonly targets: Int32Array;
  /** Elements that go into each output. */
  readonly count: number;
}

function reductionOf(preparation: Preparation): Reduction {
  const input = inputAt(preparation, 0);
  const output = outputAt(preparation, 0);
  requireSameType(input, output);
  const rank = input.shape.length;
  const axes = new Set<number>();
  for (const axis of constantIntegers(preparation.kernels, inputAt(preparation, 1))) {
    const resolved = axis < 0 ? axis + rank : axis;
    if (!(resolved >= 0 && resolved < rank)) reject('micro/shape', `axis ${axis} of an input with ${rank} dimensions`);
    axes.add(resolved);
  }
  const kept = input.shape.reduce((product, d, axis) => (axes.has(axis) ? product : product * d), 1);
  if (kept !== output.elements) {
    reject('micro/shape', `the reduction has ${kept} results, the output ${output.elements} elements`);
  }
  return { input, output, targets: targetsOf(input, axes), count: kept === 0 ? 0 : input.elements / kept };
}

const meanOrSum =
  (isMean: boolean): Op =>
  (preparation) => {
    const reduction = reductionOf(preparation);
    const { type } = reduction.input;
    if (type === 'FLOAT32') return floats(preparation, reduction, isMean);
    if (type === 'INT8' || type === 'INT16') return quantized(preparation, reduction, isMean);
    return rejectType(reduction.input);
  };

function floats({ kernels }: Preparation, { input, output, targets, count }: Reduction, isMean: boolean): Prepared {
  const x = float32(kernels, input);
  const y = float32(kernels, output);
  return {
    macs: 0,
    run() {
      y.fill(0);
      for (let i = 0; i < x.length; i++) y[targets[i]] += x[i];
      if (isMean) for (let i = 0; i < y.length; i++) y[i] /= count;
    },
  };
}

/** QuantizedMeanOrSum: 1 / count goes into the multiplier with a division that truncates. */
function quantized(preparation: Preparation, { input, output, targets, count }: Reduction, isMean: boolean): Prepared {
  const { kernels } = preparation;
  const scale = quantizeMultiplier(scaleOf(input) / scaleOf(output));
  const multiplier = isMean && count > 0 ? divided(scale, count) : scale;
  const from = zeroPointOf(input) * count;
  const to = zeroPointOf(output);
  const { min, max } = INTEGER_RANGES[output.type === 'INT16' ? 'INT16' : 'INT8'];
  const x = numbers(kernels, input);
  const y = numbers(kernels, output);
  const sums = new Int32Array(output.elements);
  return {
    macs: 0,
    run() {
      sums.fill(0);
      for (let i = 0; i < x.length; i++) sums[targets[i]] += x[i];
      for (let i = 0; i < y.length; i++) {
        y[i] = clamp(multiplyByQuantizedMultiplier((sums[i] - from) | 0, multiplier) + to, min, max);
      }
    },
  };
}

function divided({ multiplier, shift }: QuantizedMultiplier, count: number): QuantizedMultiplier {
  const bits = Math.min(31 - Math.clz32(count), 32, 31 + shift);
  return { multiplier: Number((BigInt(multiplier) << BigInt(bits)) / BigInt(count)), shift: shift - bits };
}

const extreme =
  (isBetter: (a: number, b: number) => boolean): Op =>
  (preparation) => {
    const { input, output, targets } = reductionOf(preparation);
    if (!['FLOAT32', 'INT8'].includes(input.type)) rejectType(input);
    const x = numbers(preparation.kernels, input);
    const y = numbers(preparation.kernels, output);
    const seen = new Uint8Array(output.elements);
    return {
      macs: 0,
      run() {
        seen.fill(0);
        for (let i = 0; i < x.length; i++) {
          const target = targets[i];
          if (seen[target] === 0 || isBetter(x[i], y[target])) y[target] = x[i];
          seen[target] = 1;
        }
      },
    };
  };

export const reduce: Ops = {
  MEAN: meanOrSum(true),
  SUM: meanOrSum(false),
  REDUCE_MAX: extreme((a, b) => a > b),
  REDUCE_MIN: extreme((a, b) => a < b),
};
