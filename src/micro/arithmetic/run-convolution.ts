// How convolutions and dense layers run: int8 and float32 on the kernels, int16 in plain loops.
import {
  clamp,
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  type QuantizedMultiplier,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { LAYER_BYTES, writeLayer } from '../../simd/layer.ts';
import { WINDOW_BYTES, type Window, writeWindow } from '../../simd/window.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { OperatorRun, Preparation } from '../op.ts';
import { type ActivationRange, activationOf, floatRange, quantizedRange } from '../tensors/activation.ts';
import { zeroPointOf } from '../tensors/quantization.ts';
import { float32, int16, int32, int64 } from '../tensors/views.ts';
import { forEachOutput } from '../tensors/window.ts';
import { int8Weights, isFloat, type Operands, requireBias, requireIntegers } from './convolution.ts';

/** Where a position's channels meet the weights of output channel o: `count` input channels from `first(o)` on, weights
 * from `weight(o, tap)` on. */
export interface Connection {
  readonly count: number;
  first(o: number): number;
  weight(o: number, tap: number): number;
}

/** What CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED differ in. */
export interface ConvolutionForm {
  readonly window: Window;
  readonly samples: number;
  readonly macs: number;
  readonly connection: Connection;
  readonly floatKernel: 'conv' | 'depthwise' | 'dense';
  readonly int8Kernel: 'convS8' | 'depthwiseS8';
  /** The file's weights as the int8 kernel takes them. */
  arrange(weights: Int8Array): Int8Array;
  /** Of each output channel; checks the quantization. */
  multipliers(): readonly QuantizedMultiplier[];
  /** 0 unless weights of this form may have one. */
  readonly weightZeroPoint?: number;
  /** Of the bias beside int16 activations. */
  readonly biasTypes: readonly TensorType[];
}

/** int8, int16 or float32, as the types of input and weights say. Inside an `attempt`. */
export function runConvolution(preparation: Preparation, operands: Operands, form: ConvolutionForm): OperatorRun {
  const { input, filter, bias, output } = operands;
  const { window, samples, macs, weightZeroPoint = 0 } = form;
  if (isFloat(operands)) return { macs, run: runFloat(preparation, form.floatKernel, operands, window, samples) };
  requireIntegers(operands);
  const multipliers = form.multipliers();
  const range = quantizedRange(activationOf(preparation.operator), output);
  const layer = { window, samples, range, multipliers, weightZeroPoint };
  const plain = () => int8Weights(preparation.kernels, filter);
  if (input.type === 'INT16') {
    requireBias(bias, window.outC, ...form.biasTypes);
    if (weightZeroPoint !== 0) reject('micro/quantization', `"${filter.name}" has a zero point other than 0`);
    const weighted = { ...layer, ...weightsOf(operands, plain) };
    return { macs, steps: macs, run: runInt16(preparation, operands, weighted, form.connection) };
  }
  const weighted = { ...layer, ...weightsOf(operands, () => form.arrange(plain())) };
  return { macs, run: runInt8(preparation, form.int8Kernel, operands, weighted) };
}

/** Computed once when they are constants, else before each run. */
function weightsOf({ filter, bias }: Operands, compute: () => Int8Array): Pick<IntegerLayer, 'weights' | 'isConstant'> {
  const isConstant = filter.isConstant && (bias?.isConstant ?? true);
  const constant = compute();
  return { isConstant, weights: filter.isConstant ? () => constant : compute };
}

interface IntegerLayer {
  readonly window: Window;
  readonly samples: number;
  readonly range: ActivationRange;
  weights(): Int8Array;
  readonly isConstant: boolean;
  readonly multipliers: readonly QuantizedMultiplier[];
  readonly weightZeroPoint: number;
}

/** int8 activations run on the int8 kernels: packed once if nothing changes, else before each run. */
function runInt8(
  { kernels, persistent, workspace }: Preparation,
  kind: 'convS8' | 'depthwiseS8',
  { input, bias, output }: Operands,
  { window, samples, range, weights, isConstant, multipliers, weightZeroPoint }: IntegerLayer,
): () => void {
  const { outC } = window;
  requireBias(bias, outC, 'INT32');
  const { memory } = kernels;
  if (samples * window.outH * window.outW * outC === 0) return () => undefined;
  const block = persistent(LAYER_BYTES);
  const zeroPoints = { inputZeroPoint: zeroPointOf(input), weightZeroPoint, outputZeroPoint: zeroPointOf(output) };
  writeLayer(memory, block, { ...window, samples, ...zeroPoints, ...range });
  const tables = persistent(8 * outC);
  new Int32Array(memory, tables, outC).set(multipliers.map((m) => m.multiplier));
  new Int32Array(memory, tables + 4 * outC, outC).set(multipliers.map((m) => m.shift));
  const packed = persistent(
    kind === 'convS8' ? kernels.convS8PackedBytes(block) : kernels.depthwiseS8PackedBytes(block),
  );
  const scratch = workspace(
    Math.max(
      weights().length,
      kind === 'convS8' ? kernels.convS8WorkspaceBytes(block) : kernels.depthwiseS8WorkspaceBytes(block),
    ),
  );
  const pack = () => {
    // Unpacked or spread weights lie in no tensor, so that all are taken from where nothing else lives yet.
    const values = weights();
    new Int8Array(memory, scratch, values.length).set(values);
    const from = [block, scratch, bias?.address ?? 0, tables, tables + 4 * outC, packed] as const;
    if (kind === 'convS8') kernels.convS8Pack(...from);
    else kernels.depthwiseS8Pack(...from);
  };
  const run = kind === 'convS8' ? kernels.convS8 : kernels.depthwiseS8;
  const [x, y] = [input.address, output.address];
  if (!isConstant) {
    return () => {
      pack();
      run(block, packed, x, y, scratch);
    };
  }
  pack();
  return () => run(block, packed, x, y, scratch);
}

/** int16 activations: with an int32 bias the sum is int32; with an int64 one or none it is int64 and rounds once
 * (tensorflow/lite/micro/kernels/conv.cc). */
function runInt16(
  { kernels }: Preparation,
  { input, bias, output }: Operands,
  { window, samples, range, weights, multipliers }: IntegerLayer,
  { count, first, weight }: Connection,
): () => void {
  const [x, y] = [int16(kernels, input), int16(kernels, output)];
  const { min, max } = range;
  const wide = bias?.type !== 'INT32';
  const biases = bias && (bias.type === 'INT64' ? int64(kernels, bias) : int32(kernels, bias));
  return () => {
    const values = weights();
    forEachOutput(window, samples, (out, o, taps) => {
      let sum = 0;
      taps((at, tap) => {
        const from = at + first(o);
        const w = weight(o, tap);
        for (let c = 0; c < count; c++) sum += x[from + c] * values[w + c];
      });
      sum += biases ? Number(biases[o]) : 0;
      const multiplier = multipliers[o];
      const scaled = wide
        ? multiplyWideByQuantizedMultiplier(sum, multiplier)
        : multiplyByQuantizedMultiplier(sum | 0, multiplier);
      y[out] = clamp(scaled, min, max);
    });
  };
}

/** float32 forms run on the kernels of training, whose sums have TFLM's order (kernels/internal/reference/conv.h and
 * its like): taps and channels from zero, then the bias. Their zeros for padding change no sum, which never is -0. The
 * range follows: TFLM's largest float is not infinity. */
function runFloat(
  preparation: Preparation,
  kind: 'conv' | 'depthwise' | 'dense',
  { input, filter, bias, output }: Operands,
  window: Window,
  samples: number,
): () => void {
  const { kernels, operator, persistent, workspace } = preparation;
  requireBias(bias, window.outC, 'FLOAT32');
  const { min, max } = floatRange(activationOf(operator));
  const { memory } = kernels;
  const { inC, kh, kw, outC } = window;
  const block = persistent(WINDOW_BYTES);
  writeWindow(memory, block, window);
  const x = input.address;
  const y = output.address;
  const biasAddress = bias?.address ?? 0;
  const values = float32(kernels, output);
  const limit = () => {
    for (let i = 0; i < values.length; i++) values[i] = clamp(values[i], min, max);
  };
  if (kind === 'depthwise') {
    const weight = filter.address;
    return () => {
      kernels.depthwiseForward(x, weight, biasAddress, y, block, 0, 0, samples);
      limit();
    };
  }
  const weight = persistent(4 * outC * kh * kw * inC);
  const turned = new Float32Array(memory, weight, outC * kh * kw * inC);
  const turn = () => transpose(float32(kernels, filter), turned, outC);
  turn();
  const renew = filter.isConstant ? () => undefined : turn;
  if (kind === 'dense') {
    const scratch = workspace(kernels.denseWorkspaceBytes(samples, inC, outC));
    return () => {
      renew();
      kernels.denseForward(x, weight, biasAddress, y, inC, outC, 0, scratch, 0, samples);
      limit();
    };
  }
  const scratch = workspace(kernels.convWorkspaceBytes(block));
  return () => {
    renew();
    kernels.convForward(x, weight, biasAddress, y, block, 0, scratch, 0, samples);
    limit();
  };
}

/** [outC, k] to [k, outC], as the kernels of training hold weights. */
function transpose(from: Float32Array, into: Float32Array, outC: number): void {
  const length = into.length / outC;
  for (let o = 0; o < outC; o++) for (let k = 0; k < length; k++) into[k * outC + o] = from[o * length + k];
}
