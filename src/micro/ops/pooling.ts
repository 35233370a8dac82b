// AVERAGE_POOL_2D and MAX_POOL_2D: tensorflow/lite/micro/kernels/pooling_common.cc;
// kernels/internal/reference/pooling.h and integer_ops/pooling.h.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { LAYER_BYTES, writeLayer } from '../../simd/layer.ts';
import type { Window } from '../../simd/window.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { type ActivationRange, activationOf, floatRange, quantizedRange } from '../tensors/activation.ts';
import { isQuantized, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireSameType } from '../tensors/tensor.ts';
import { float32, int16 } from '../tensors/views.ts';
import { forEachOutput, poolSteps, poolWindowOf } from '../tensors/window.ts';

export const averagePool = poolBy('average');
export const maxPool = poolBy('max');

const FLOAT32_LOWEST = -3.4028234663852886e38;

function poolBy(kind: 'average' | 'max'): Op {
  return (preparation) => prepare(kind, preparation);
}

function prepare(kind: 'average' | 'max', preparation: Preparation): OperatorRun {
  const { operator, kernels, persistent } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireSameType(input, output);
  const window = poolWindowOf(preparation, input, output);
  const samples = input.shape[0];
  const steps = poolSteps(window, output);
  if (input.type === 'FLOAT32') {
    const range = floatRange(activationOf(operator));
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    const f32 = Math.fround;
    const add = (sum: number, value: number) => f32(sum + value);
    const mean = (sum: number, count: number) => f32(sum / count);
    const value = kind === 'max' ? maximumOf(x, FLOAT32_LOWEST) : meanOf(x, add, mean);
    return { steps, run: () => runPool(window, samples, y, value, range) };
  }
  if (input.type !== 'INT8' && input.type !== 'INT16') rejectType(input);
  requireSameQuantization(input, output);
  const range = quantizedRange(activationOf(operator), output);
  if (input.type === 'INT16') {
    const [x, y] = [int16(kernels, input), int16(kernels, output)];
    const add = (sum: number, value: number) => sum + value;
    const value = kind === 'max' ? maximumOf(x, -32768) : meanOf(x, add, roundedMean);
    return { steps, run: () => runPool(window, samples, y, value, range) };
  }
  const block = persistent(LAYER_BYTES);
  const zeros = { inputZeroPoint: 0, weightZeroPoint: 0, outputZeroPoint: 0 };
  writeLayer(kernels.memory, block, { ...window, samples, ...zeros, ...range });
  const run = kind === 'max' ? kernels.maxPoolS8 : kernels.averagePoolS8;
  return { steps, run: () => run(block, input.address, output.address) };
}

/** PoolingPrepare: scales within 1e-6, zero points equal. */
function requireSameQuantization(input: OpTensor, output: OpTensor): void {
  const scale = ({ quantization }: OpTensor) => Math.fround(quantization?.scales[0] ?? 0);
  if (!(Math.abs(scale(input) - scale(output)) <= 1e-6) || zeroPointOf(input) !== zeroPointOf(output)) {
    // A scale that no tensor can have is named first.
    for (const tensor of [input, output]) if (isQuantized(tensor)) scaleOf(tensor);
    reject('micro/quantization', `"${input.name}" and "${output.name}" need the same scale and zero point`);
  }
}

type Taps = (add: (input: number) => void) => void;
/** The pooled value of channel c, or undefined for an empty window, which writes nothing. */
type Value = (taps: Taps, c: number) => number | undefined;
type Values = Int16Array | Float32Array;

function maximumOf(x: Values, lowest: number): Value {
  return (taps, c) => {
    let best = lowest;
    taps((at) => {
      if (x[at + c] > best) best = x[at + c];
    });
    return best;
  };
}

function meanOf(
  x: Values,
  add: (sum: number, value: number) => number,
  mean: (sum: number, count: number) => number,
): Value {
  return (taps, c) => {
    let sum = 0;
    let count = 0;
    taps((at) => {
      sum = add(sum, x[at + c]);
      count++;
    });
    return count === 0 ? undefined : mean(sum, count);
  };
}

/** Halves away from zero; C's division drops the fraction. */
function roundedMean(sum: number, count: number): number {
  const half = count >> 1;
  return Math.trunc((sum > 0 ? sum + half : sum - half) / count);
}

function runPool(window: Window, samples: number, y: Values, value: Value, { min, max }: ActivationRange): void {
  forEachOutput(window, samples, (out, c, taps) => {
    const pooled = value(taps, c);
    if (pooled !== undefined) y[out] = clamp(pooled, min, max);
  });
}
