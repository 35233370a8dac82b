// MEAN, SUM, REDUCE_MAX and REDUCE_MIN: tensorflow/lite/micro/kernels/reduce_common.cc,
// kernels/internal/reference/reduce.h.
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { INTEGER_RANGES, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireSameType, requireType } from '../tensors/tensor.ts';
import { float32, int32, numbers, rawBytes } from '../tensors/views.ts';

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

/** `targets`: for every input element its output element. `count`: elements that go into each output. */
interface ReductionPlan {
  readonly targets: Int32Array;
  readonly count: number;
}

interface Reduction {
  readonly input: OpTensor;
  readonly output: OpTensor;
  /** Different ones, of a constant list. */
  readonly reducedAxes: number;
  /** Made before the model runs where the axes are constant, as they nearly always are. */
  plan(): ReductionPlan;
}

function reductionOf(preparation: Preparation): Reduction {
  const { kernels } = preparation;
  const [input, axesTensor, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(input, output);
  requireType(axesTensor, 'INT32');
  const values = int32(kernels, axesTensor);
  const plan = () => planOf(input, output, values);
  if (!axesTensor.isConstant) return { input, output, reducedAxes: 0, plan };
  const fixed = plan();
  return { input, output, reducedAxes: axesOf(input, values).size, plan: () => fixed };
}

function axesOf(input: OpTensor, values: Int32Array): ReadonlySet<number> {
  const rank = input.shape.length;
  const axes = new Set<number>();
  // A scalar has nothing to reduce, whatever the axes.
  for (const axis of rank === 0 ? [] : values) {
    const resolved = axis < 0 ? axis + rank : axis;
    if (!(resolved >= 0 && resolved < rank)) reject('micro/shape', `axis ${axis} of an input with ${rank} dimensions`);
    axes.add(resolved);
  }
  return axes;
}

function planOf(input: OpTensor, output: OpTensor, values: Int32Array): ReductionPlan {
  const axes = axesOf(input, values);
  const kept = input.shape.reduce((product, d, axis) => (axes.has(axis) ? product : product * d), 1);
  if (kept !== output.elements) {
    reject('micro/shape', `the reduction has ${kept} results, the output ${output.elements} elements`);
  }
  return { targets: targetsOf(input, axes), count: kept === 0 ? 0 : input.elements / kept };
}

/** reduce_common.cc, kMaxNumberOfReducedAxis */
const MOST_REDUCED = 2;
const TOO_MANY_AXES = 'TFLM has room for 2 on its stack and writes past it: what a board does then is not known';

const meanOrSum =
  (isMean: boolean): Op =>
  (preparation) => {
    const reduction = reductionOf(preparation);
    const { input, reducedAxes } = reduction;
    const warning = reducedAxes > MOST_REDUCED ? `reduces ${reducedAxes} axes; ${TOO_MANY_AXES}` : undefined;
    const run = { ...(warning && { warning }) };
    if (input.type === 'FLOAT32') return { ...run, ...floats(preparation, reduction, isMean) };
    if (input.type === 'INT8' || input.type === 'INT16')
      return { ...run, ...quantized(preparation, reduction, isMean) };
    return rejectType(input);
  };

function floats({ kernels }: Preparation, { input, output, plan }: Reduction, isMean: boolean): OperatorRun {
  const x = float32(kernels, input);
  const y = float32(kernels, output);
  return {
    run() {
      const { targets, count } = plan();
      y.fill(0);
      for (let i = 0; i < x.length; i++) y[targets[i]] += x[i];
      if (isMean) for (let i = 0; i < y.length; i++) y[i] /= count;
    },
  };
}

/** QuantizedMeanOrSum: 1 / count goes into the multiplier with a division that truncates. */
function quantized(preparation: Preparation, { input, output, plan }: Reduction, isMean: boolean): OperatorRun {
  const { kernels } = preparation;
  const scale = quantizeMultiplier(scaleOf(input) / scaleOf(output));
  const zeroPoint = zeroPointOf(input);
  const to = zeroPointOf(output);
  const { min, max } = INTEGER_RANGES[output.type === 'INT16' ? 'INT16' : 'INT8'];
  const x = numbers(kernels, input);
  const y = numbers(kernels, output);
  const sums = new Int32Array(output.elements);
  return {
    run() {
      const { targets, count } = plan();
      const multiplier = isMean && count > 0 ? divided(scale, count) : scale;
      const from = zeroPoint * count;
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

const scaleOfOr1 = ({ quantization }: OpTensor) => quantization?.scales[0] ?? 1;

const extreme =
  (isBetter: (a: number, b: number) => boolean): Op =>
  (preparation) => {
    const { input, output, plan } = reductionOf(preparation);
    requireType(input, 'FLOAT32', 'INT8');
    const sameQuantization = scaleOfOr1(input) === scaleOfOr1(output) && zeroPointOf(input) === zeroPointOf(output);
    if (input.type === 'INT8' && !sameQuantization) {
      reject('micro/quantization', `"${input.name}" and "${output.name}" need the same scale and zero point`);
    }
    const x = numbers(preparation.kernels, input);
    const y = numbers(preparation.kernels, output);
    const seen = new Uint8Array(output.elements);
    return {
      run() {
        const { targets } = plan();
        seen.fill(0);
        for (let i = 0; i < x.length; i++) {
          const target = targets[i];
          if (seen[target] === 0 || isBetter(x[i], y[target])) y[target] = x[i];
          seen[target] = 1;
        }
      },
    };
  };

/** reduce_common.cc, REDUCE_ALL: true where all are. */
export const reduceAll: Op = (preparation) => {
  const { input, output, plan } = reductionOf(preparation);
  requireType(input, 'BOOL');
  const [x, y] = [rawBytes(preparation.kernels, input), rawBytes(preparation.kernels, output)];
  return {
    run() {
      const { targets } = plan();
      y.fill(1);
      for (let i = 0; i < x.length; i++) if (x[i] === 0) y[targets[i]] = 0;
    },
  };
};

export const mean = meanOrSum(true);
export const sum = meanOrSum(false);
export const reduceMax = extreme((a, b) => a > b);
export const reduceMin = extreme((a, b) => a < b);
