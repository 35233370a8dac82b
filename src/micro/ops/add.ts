// ADD and SUB with broadcasting: tensorflow/lite/micro/kernels/add_common.cc, sub_common.cc;
// kernels/internal/reference/add.h, sub.h.
import { clamp, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { ADDITION_BYTES, type Addition, writeAddition } from '../../simd/addition.ts';
import { addQuantized } from '../../simd/reference/add-s8.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { activationOf, floatRange, int32Range, quantizedRange } from '../tensors/activation.ts';
import { type BroadcastRun, broadcastRuns } from '../tensors/broadcast.ts';
import { INTEGER_RANGES, requireUnquantized, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireSameType } from '../tensors/tensor.ts';
import { float32, int16, int32 } from '../tensors/views.ts';

export const add: Op = (preparation) => prepare(1, preparation);
export const sub: Op = (preparation) => prepare(-1, preparation);

function prepare(sign: 1 | -1, preparation: Preparation): OperatorRun {
  const { operator, kernels, persistent } = preparation;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(a, output);
  requireSameType(b, output);
  const runs = broadcastRuns(a, b, output);
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
  return { run };
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

function elementwise(
  runs: readonly BroadcastRun[],
  y: Int16Array | Int32Array | Float32Array,
  value: (i: number, j: number) => number,
): OperatorRun {
  const run = () => {
    for (const { from1, from2, step1, step2, out, count } of runs) {
      for (let k = 0; k < count; k++) y[out + k] = value(from1 + k * step1, from2 + k * step2);
    }
  };
  return { run };
}
