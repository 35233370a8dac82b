// ADD and SUB with broadcasting: tensorflow/lite/micro/kernels/add_common.cc, sub_common.cc; kernels/internal/reference/add.h, sub.h.
import { clamp, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sizeOf } from '../../base/shape.ts';
import { ADDITION_BYTES, type Addition, writeAddition } from '../../simd/addition.ts';
import { addQuantized } from '../../simd/reference/add-s8.ts';
import type { Ops, OpTensor, Preparation, Prepared } from '../op.ts';
import {
  activationOf,
  float32,
  floatRange,
  INTEGER_RANGES,
  inputAt,
  int16,
  int32,
  int32Range,
  outputAt,
  quantizedRange,
  rejectType,
  requireSameType,
  requireUnquantized,
  scaleOf,
  zeroPointOf,
} from '../tensors/tensor.ts';

export const add: Ops = {
  ADD: (preparation) => prepare(1, preparation),
  SUB: (preparation) => prepare(-1, preparation),
};

function prepare(sign: 1 | -1, preparation: Preparation): Prepared {
  const { operator, kernels, persistent } = preparation;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(a, output);
  requireSameType(b, output);
  const runs = broadcast(a, b, output);
  const activation = activationOf(operator);
  if (output.type === 'FLOAT32') {
    const { min, max } = floatRange(activation);
    const [x1, x2, y] = [float32(kernels, a), float32(kernels, b), float32(kernels, output)];
    const value = (i: number, j: number) => Math.fround(sign === 1 ? x1[i] + x2[j] : x1[i] - x2[j]);
    return elementwise(runs, y, (i, j) => clamp(value(i, j), min, max));
  }
  if (output.type === 'INT32') {
    requireUnquantized(...(sign === 1 ? [a, b] : [a, b, output]));
    const [x1, x2, y] = [int32(kernels, a), int32(kernels, b), int32(kernels, output)];
    const { min, max } = sign === 1 ? INTEGER_RANGES.INT32 : int32Range(activation);
    return elementwise(runs, y, (i, j) => clamp((sign === 1 ? x1[i] + x2[j] : x1[i] - x2[j]) | 0, min, max));
  }
  if (output.type !== 'INT8' && output.type !== 'INT16') rejectType(output);
  const addition = additionOf(sign, a, b, output, activation);
  if (output.type === 'INT16') {
    const [x1, x2, y] = [int16(kernels, a), int16(kernels, b), int16(kernels, output)];
    return elementwise(runs, y, (i, j) => addQuantized(addition, x1[i], x2[j]));
  }
  const block = persistent(ADDITION_BYTES);
  writeAddition(kernels.memory, block, addition);
  const run = () => {
    for (const { from1, from2, step1, step2, out, count } of runs) {
      kernels.addS8(block, a.address + from1, b.address + from2, output.address + out, step1, step2, count);
    }
  };
  return { macs: 0, run };
}

/** CalculateOpDataAdd computes in float64, CalculateOpDataSub in float32. */
function additionOf(sign: 1 | -1, a: OpTensor, b: OpTensor, output: OpTensor, activation: number): Addition {
  const round = sign === 1 ? (value: number) => value : Math.fround;
  const [scaleA, scaleB, scale] = [scaleOf(a), scaleOf(b), scaleOf(output)];
  const leftShift = output.type === 'INT16' ? 15 : 20;
  const twice = round(2 * Math.max(scaleA, scaleB));
  const smallerThanOne = (real: number, what: string) => {
    // QuantizeMultiplierSmallerThanOneExp stops the program otherwise.
    if (!(real > 0 && real < 1)) reject('micro/quantization', `the factor of ${what}, ${real}, is not between 0 and 1`);
    return quantizeMultiplier(real);
  };
  const first = smallerThanOne(round(scaleA / twice), `"${a.name}"`);
  const second = smallerThanOne(round(scaleB / twice), `"${b.name}"`);
  const out = smallerThanOne(round(twice / round((1 << leftShift) * scale)), `"${output.name}"`);
  return {
    aZeroPoint: zeroPointOf(a),
    aMultiplier: first.multiplier,
    aShift: first.shift,
    bZeroPoint: zeroPointOf(b),
    bMultiplier: sign * second.multiplier,
    bShift: second.shift,
    outputZeroPoint: zeroPointOf(output),
    outputMultiplier: out.multiplier,
    outputShift: out.shift,
    leftShift,
    ...quantizedRange(activation, output),
  };
}

/** `count` outputs from `out` on; each input starts at `from` and moves by `step`, 0 or 1. */
interface Run {
  readonly from1: number;
  readonly from2: number;
  readonly step1: number;
  readonly step2: number;
  readonly out: number;
  readonly count: number;
}

function elementwise(
  runs: readonly Run[],
  y: Int16Array | Int32Array | Float32Array,
  value: (i: number, j: number) => number,
): Prepared {
  const run = () => {
    for (const { from1, from2, step1, step2, out, count } of runs) {
      for (let k = 0; k < count; k++) y[out + k] = value(from1 + k * step1, from2 + k * step2);
    }
  };
  return { macs: 0, run };
}

/** The runs that make the output: as long as both inputs go on or stand still. */
function broadcast(a: OpTensor, b: OpTensor, output: OpTensor): Run[] {
  const rank = output.shape.length;
  const misfit = (): never => {
    const shapes = [a, b, output].map(({ shape }) => describeShape(shape));
    return reject('micro/shape', `${shapes[0]} and ${shapes[1]} don't broadcast to ${shapes[2]}`);
  };
  const steps = (tensor: OpTensor): number[] => {
    const shape: Shape = [...Array<number>(Math.max(rank - tensor.shape.length, 0)).fill(1), ...tensor.shape];
    if (shape.length !== rank) return misfit();
    return shape.map((d, axis) => {
      if (d !== output.shape[axis] && d !== 1) return misfit();
      return d === 1 ? 0 : sizeOf(shape.slice(axis + 1));
    });
  };
  const [stepsA, stepsB] = [steps(a), steps(b)];
  if (output.elements === 0) return [];
  // Axes from the last one on that stay one run; an axis of length 1 fits any.
  let inner = rank;
  let count = 1;
  let [step1, step2] = [0, 0];
  while (inner > 0) {
    const length = output.shape[inner - 1];
    const [s1, s2] = [stepsA[inner - 1], stepsB[inner - 1]];
    const goesOn = count === 1 || (s1 === step1 * count && s2 === step2 * count);
    if (length > 1 && !goesOn) break;
    if (length > 1 && count === 1) [step1, step2] = [s1, s2];
    count *= length;
    inner--;
  }
  const outer = output.shape.slice(0, inner);
  return Array.from({ length: sizeOf(outer) }, (_, index) => {
    let [rest, from1, from2] = [index, 0, 0];
    for (let axis = inner - 1; axis >= 0; axis--) {
      const at = rest % outer[axis];
      rest = (rest - at) / outer[axis];
      from1 += at * stepsA[axis];
      from2 += at * stepsB[axis];
    }
    return { from1, from2, step1, step2, out: index * count, count };
  });
}
