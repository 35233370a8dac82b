// What convolutions and dense layers share: multipliers of each output channel, weights of four bits, and how each form runs: int8 and float32 on the
// kernels, int16 in plain loops.
import {
  clamp,
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Kernels } from '../../simd/kernels.ts';
import { LAYER_BYTES, writeLayer } from '../../simd/layer.ts';
import type { Window } from '../../simd/window.ts';
import type { OpTensor, Preparation } from '../op.ts';
import {
  activationOf,
  float32,
  floatRange,
  inputAt,
  int8,
  int16,
  int32,
  int64,
  outputAt,
  type Range,
  rejectType,
  requireSameType,
  requireType,
  scaleOf,
  zeroPointOf,
} from '../tensors/tensor.ts';
import { forEachOutput } from '../tensors/window.ts';

/** The tensors of a convolution or a dense layer. */
export interface Operands {
  readonly input: OpTensor;
  readonly filter: OpTensor;
  readonly bias: OpTensor | undefined;
  readonly output: OpTensor;
}

export function operandsOf(preparation: Preparation): Operands {
  const [input, filter, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(input, output);
  return { input, filter, bias: preparation.inputs[2], output };
}

export const isFloat = ({ input, filter }: Operands) => input.type === 'FLOAT32' && filter.type === 'FLOAT32';

/** The pairs of types that TFLM's integer kernels take. */
export function requireIntegers({ input, filter }: Operands): void {
  const pair = `${input.type}/${filter.type}`;
  if (pair === 'INT8/INT8' || pair === 'INT8/INT4' || pair === 'INT16/INT8') return;
  requireType(input, 'INT8', 'INT16', 'FLOAT32');
  reject('micro/hybrid', `hybrid models, here ${input.type} with weights of ${filter.type}, don't run on TFLM`);
}

/** A tensor with a scale and a zero point, as TFLM's kTfLiteAffineQuantization. */
export function requireQuantized(...tensors: readonly OpTensor[]): void {
  for (const { name, quantization } of tensors) {
    if (!quantization || quantization.scales.length === 0 || quantization.zeroPoints.length === 0) {
      reject('micro/quantization', `tensor "${name}" needs a scale and a zero point`);
    }
  }
}

/** PopulateConvolutionQuantizationParams, tensorflow/lite/kernels/kernel_util.cc: in float64. */
export function channelMultipliers(
  input: OpTensor,
  filter: OpTensor,
  output: OpTensor,
  channels: number,
): QuantizedMultiplier[] {
  requireQuantized(input, filter, output);
  const scales = filter.quantization?.scales ?? [];
  if (scales.length > 1) {
    const { quantizedDimension = 0 } = filter.quantization ?? {};
    if (scales.length !== channels || filter.shape[quantizedDimension] !== channels) {
      reject('micro/quantization', `"${filter.name}" has ${scales.length} scales for ${channels} output channels`);
    }
  }
  const [inputScale, outputScale] = [scaleOf(input), scaleOf(output)];
  return Array.from({ length: channels }, (_, c) =>
    quantizeMultiplier((inputScale * Math.fround(scales[scales.length > 1 ? c : 0])) / outputScale),
  );
}

/** The int8 values of constant weights; int4 is unpacked as UnpackDenseInt4IntoInt8 does, the lower half of a byte first. */
export function int8Weights(kernels: Kernels, filter: OpTensor): Int8Array {
  if (filter.type === 'INT8') return int8(kernels, filter);
  if (filter.type !== 'INT4') return rejectType(filter);
  const bytes = new Int8Array(kernels.memory, filter.address, filter.bytes);
  return Int8Array.from(
    { length: filter.elements },
    (_, i) => (i & 1 ? bytes[i >> 1] : (bytes[i >> 1] << 28) >> 24) >> 4,
  );
}

export function requireBias(bias: OpTensor | undefined, channels: number, ...types: readonly string[]): void {
  if (!bias) return;
  if (!types.includes(bias.type)) rejectType(bias);
  if (bias.elements < channels) {
    reject('micro/shape', `"${bias.name}" has ${bias.elements} values for ${channels} output channels`);
  }
}

/** Computed once when they are constants, else before each run. */
export function weightsOf(
  { filter, bias }: Operands,
  compute: () => Int8Array,
): Pick<IntegerLayer, 'weights' | 'isConstant'> {
  const isConstant = filter.isConstant && (bias?.isConstant ?? true);
  const constant = compute();
  return { isConstant, weights: filter.isConstant ? () => constant : compute };
}

export interface IntegerLayer {
  readonly window: Window;
  readonly samples: number;
  readonly range: Range;
  weights(): Int8Array;
  readonly isConstant: boolean;
  readonly multipliers: readonly QuantizedMultiplier[];
}

/** int8 activations run on the int8 kernels: packed once if nothing changes, else before each run. */
export function runInt8(
  { kernels, persistent, workspace }: Preparation,
  kind: 'convS8' | 'depthwiseS8',
  { input, bias, output }: Operands,
  { window, samples, range, weights, isConstant, multipliers }: IntegerLayer,
  weightZeroPoint = 0,
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

/** Where a position's channels meet the weights of output channel o: `count` input channels from `first`, weights from `weight(o, tap)`. */
export interface Connection {
  readonly count: number;
  first(o: number): number;
  weight(o: number, tap: number): number;
}

/** int16 activations: with an int32 bias the sum is int32; with an int64 one or none it is int64 and rounds once (tensorflow/lite/micro/kernels/conv.cc). */
export function runInt16(
  { kernels }: Preparation,
  { input, bias, output }: Operands,
  { window, samples, range, weights, multipliers }: IntegerLayer,
  { count, first, weight }: Connection,
  wide: boolean,
): () => void {
  const [x, y] = [int16(kernels, input), int16(kernels, output)];
  const { min, max } = range;
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

/** float32 forms run on the kernels of training, whose sums have TFLM's order (kernels/internal/reference/conv.h and its like): taps and channels
 * from zero, then the bias. Their zeros for padding change no sum, which never is -0. The range follows: TFLM's largest float is not infinity. */
export function runFloat(
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
  // A layer's block begins with its window.
  const block = persistent(LAYER_BYTES);
  const unused = { inputZeroPoint: 0, weightZeroPoint: 0, outputZeroPoint: 0, min: 0, max: 0 };
  writeLayer(memory, block, { ...window, samples, ...unused });
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
