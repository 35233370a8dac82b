// What convolutions and dense layers check and compute before they run: types, multipliers of each output channel,
// weights of four bits, the bias.
import { type QuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { OpTensor, Preparation } from '../op.ts';
import { requireQuantized, scaleOf, scalesOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireSameType, requireType } from '../tensors/tensor.ts';
import { int8 } from '../tensors/views.ts';

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

/** The pairs of types that TFLM's integer kernels take. Inside an `attempt`. */
export function requireIntegers({ input, filter }: Operands): void {
  const pair = `${input.type}/${filter.type}`;
  if (pair === 'INT8/INT8' || pair === 'INT8/INT4' || pair === 'INT16/INT8') return;
  requireType(input, 'INT8', 'INT16', 'FLOAT32');
  reject('micro/hybrid', `hybrid models, here ${input.type} with weights of ${filter.type}, don't run on TFLM`);
}

/** PopulateConvolutionQuantizationParams, tensorflow/lite/kernels/kernel_util.cc: in float64. Inside an
 * `attempt`. */
export function channelMultipliers(
  input: OpTensor,
  filter: OpTensor,
  output: OpTensor,
  channels: number,
): QuantizedMultiplier[] {
  requireQuantized(input, filter, output);
  const scales = scalesOf(filter);
  if (scales.length > 1) {
    const { quantizedDimension = 0 } = filter.quantization ?? {};
    if (scales.length !== channels || filter.shape[quantizedDimension] !== channels) {
      reject('micro/quantization', `"${filter.name}" has ${scales.length} scales for ${channels} output channels`);
    }
  }
  const [inputScale, outputScale] = [scaleOf(input), scaleOf(output)];
  return Array.from({ length: channels }, (_, c) =>
    quantizeMultiplier((inputScale * scales[scales.length > 1 ? c : 0]) / outputScale),
  );
}

/** The int8 values of constant weights; int4 is unpacked as UnpackDenseInt4IntoInt8 does, the lower half of a byte
 * first. */
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
