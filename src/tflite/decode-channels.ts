// How TFLM_DECODE sees channels: which table, or which zero point, an element of the weights has.
// tensorflow/lite/micro/kernels/decode_state_lut.cc and decode_state_prune.cc.
import { sizeOf } from '../base/shape.ts';
import type { Tensor } from './model.ts';

/** What TFLM looks at in the tensor that it unpacks into; the name is for messages. */
export type DecodeOutput = Pick<Tensor, 'name' | 'type' | 'shape' | 'quantization'>;

export interface ChannelAxis {
  readonly channels: number;
  /** The channel changes from element to element: it is the last dimension's. */
  readonly isLast: boolean;
}

/** Undefined where the channels lie along a dimension that is neither the first nor the last. */
export function channelAxis({ shape, quantization }: DecodeOutput): ChannelAxis | undefined {
  const { scales = [], zeroPoints = [], quantizedDimension: axis = 0 } = quantization ?? {};
  // InitializeTfLiteTensorFromFlatbuffer: without both lists the tensor isn't quantized, whatever its dimension says.
  if (scales.length === 0 || zeroPoints.length === 0) return { channels: 1, isLast: false };
  const channels = scales.length;
  if (channels > 1 && axis === shape.length - 1) return { channels, isLast: true };
  return axis === 0 ? { channels, isLast: false } : undefined;
}

/** By element: its channel. */
export function channelOf({ shape }: DecodeOutput, { channels, isLast }: ChannelAxis): (element: number) => number {
  if (isLast) return (element) => element % channels;
  const each = Math.max(Math.floor(sizeOf(shape) / channels), 1);
  return (element) => Math.floor(element / each);
}

/** By element: what stands in place of one that was pruned. */
export function prunedValue(output: DecodeOutput, axis: ChannelAxis): (element: number) => number {
  const { scales = [], zeroPoints = [] } = output.quantization ?? {};
  if (output.type !== 'INT8') return () => 0;
  const channel = channelOf(output, axis);
  // InitializeTfLiteTensorFromFlatbuffer: unless there are as many as scales, the first holds for all.
  const isByChannel = zeroPoints.length === scales.length;
  return (element) => zeroPoints[isByChannel ? channel(element) : 0] ?? 0;
}
