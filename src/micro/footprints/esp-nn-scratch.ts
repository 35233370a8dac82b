// Scratch bytes of ESP-NN's convolutions: esp_nn_get_conv_scratch_size_* and esp_nn_get_depthwise_conv_scratch_size_*
// in its src/convolution/, called by kernels/esp_nn/conv.cc and depthwise_conv.cc of esp-tflite-micro.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { type AxisWindow, convolutionWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { isInt8Node } from './footprint.ts';

interface Layer {
  readonly h: AxisWindow;
  readonly w: AxisWindow;
  /** Of the input, whatever the weights have. */
  readonly channels: number;
  readonly outputChannels: number;
  /** Kernel height by width. */
  readonly taps: number;
  readonly isPadded: boolean;
  /** Elements of the input with its padding before it repeated behind. */
  readonly paddedInput: number;
}

const up = (bytes: number, to: number) => Math.ceil(bytes / to) * to;

function layerOf(node: OperatorNode): Layer {
  const [h, w] = [convolutionWindow(node, 'H'), convolutionWindow(node, 'W')];
  const channels = dimension(node.inputs[0], 3);
  return {
    ...{ h, w, channels, outputChannels: dimension(node.outputs[0], 3), taps: h.kernel * w.kernel },
    isPadded: h.before > 0 || w.before > 0,
    paddedInput: (h.input + 2 * h.before) * (w.input + 2 * w.before) * channels,
  };
}

/** Requested for int8 activations, whatever the dilation and the weights' type; 0: none. */
export function espConvolutionScratch(node: OperatorNode, { instructionSet, espNn }: Profile): number {
  if (!isInt8Node(node)) return 0;
  const layer = layerOf(node);
  const isNew = espNn?.version !== '1.1.2';
  if (instructionSet === 's3') return isNew ? s3Convolution(layer) : vectorConvolution112(layer);
  if (instructionSet === 'p4') return isNew ? p4Convolution(layer) : vectorConvolution112(layer);
  return 0;
}

function isPointwise({ h, w, taps, isPadded }: Layer): boolean {
  return taps === 1 && !isPadded && h.stride === 1 && w.stride === 1;
}

/** Channels in whole groups of 8: the input where it has others, the weights, and 16 pixels of transposed input. */
function pointwiseBytes({ h, w, channels, outputChannels }: Layer): number {
  const pixels = h.input * w.input;
  const whole = up(channels, 8);
  return (channels === whole ? 0 : pixels * whole) + whole * outputChannels + (pixels >= 8 ? 16 * whole : 0);
}

function s3Convolution(layer: Layer): number {
  const { h, w, channels, outputChannels, taps, isPadded, paddedInput } = layer;
  if (isPointwise(layer)) return pointwiseBytes(layer) + 64;
  const window = taps * channels;
  const row = w.kernel * channels;
  const sums = 4 * outputChannels;
  if (row < 16 && window >= 16) return sums + 16 + (outputChannels + 1) * up(window, 16) + 16 + 64;
  const right = Math.max(0, w.output * w.stride + w.kernel - 1 - w.input);
  const below = Math.max(0, h.output * h.stride + h.kernel - 1 - h.input);
  return (
    (isPadded ? paddedInput : 0) +
    taps * up(channels, 16) * outputChannels +
    up(row, 16) * h.kernel * outputChannels +
    (right > 0 || below > 0 ? (w.input + right) * (h.input + below) * channels : 0) +
    64 +
    sums
  );
}

/** L1D_BUDGET in esp_nn_conv_esp32p4.c */
const P4_CACHE = 32768;

function p4Convolution(layer: Layer): number {
  const { h, w, channels, outputChannels, taps, isPadded, paddedInput } = layer;
  const sums = 4 * outputChannels;
  if (isPointwise(layer)) return channels < 16 ? sums + 16 * outputChannels + 64 : pointwiseBytes(layer) + 32;
  if (!isPadded && w.kernel * channels >= 16) return taps * up(channels, 16) * outputChannels + 32 + sums;
  const window = taps * channels;
  if (window >= 16) return sums + window + 32;
  const widened = up(Math.ceil(16 / w.kernel), 16);
  const weights = taps * widened * outputChannels;
  if (!isPadded) return sums + weights + h.input * w.input * widened + 32;
  if (paddedInput + sums <= P4_CACHE) return paddedInput + taps * up(channels, 16) * outputChannels + 32 + sums;
  // Rows of the output at a time; from the source, no measured model is as large.
  const rowBytes = (w.input + 2 * w.before) * widened;
  const room = P4_CACHE - sums - weights - h.kernel * rowBytes;
  const rows = room < 0 ? 1 : Math.min(Math.trunc(room / (h.stride * rowBytes)) + 1, h.output);
  return ((rows - 1) * h.stride + h.kernel + 2 * h.before) * rowBytes + weights + 32 + sums;
}

/** S3 and P4 alike. */
function vectorConvolution112(layer: Layer): number {
  const { channels, outputChannels, taps, isPadded, paddedInput } = layer;
  if (isPointwise(layer)) return pointwiseBytes(layer) + 32;
  return (isPadded ? paddedInput : 0) + taps * up(channels, 16) * outputChannels + 32 + 4 * outputChannels;
}

/** Only S3 has a kernel of its own that wants scratch. */
export function espDepthwiseScratch(node: OperatorNode, { instructionSet, espNn }: Profile): number {
  if (!isInt8Node(node) || instructionSet !== 's3') return 0;
  const multiplier = numberOption(node.operator, 'depthMultiplier');
  return espNn?.version === '1.1.2'
    ? s3Depthwise112(layerOf(node), multiplier)
    : s3Depthwise(layerOf(node), multiplier);
}

/** ESP-NN's S3 kernels keep this much of the input at most (esp_nn_depthwise_conv_s8_esp32s3.c); above it, the rows of
 * one window. */
const S3_MOST_INPUT = 40960;
const S3_MOST_WIDE = 49152;

function s3Depthwise(layer: Layer, multiplier: number): number {
  const { h, w, channels, taps } = layer;
  const input = h.input * w.input * channels;
  const weights = taps * channels * multiplier;
  const wide = 2 * (weights + input);
  if (multiplier === 1 && channels % 8 === 0) {
    if (is3x3(layer)) return s3Depthwise3x3(layer, wide);
    return wide <= S3_MOST_WIDE ? wide + 32 : 2 * weights + 2 * w.input * h.kernel * channels + 32;
  }
  if (multiplier === 1 && channels > 3) {
    const n = up(channels, 8);
    const inputAndWeights = up(2 * taps * n, 16) + 2 * h.input * w.input * n;
    return up(up(inputAndWeights, 16) + h.output * w.output * n, 16) + 12 * n + 16;
  }
  return multiplier % 4 === 0 ? wide + 32 : 32;
}

const is3x3 = ({ h, w }: Layer) => h.kernel === 3 && w.kernel === 3;

/** One filter a channel, whole groups of 8 channels. */
function s3Depthwise3x3(layer: Layer, wide: number): number {
  const { h, w, channels } = layer;
  if (channels % 16 === 0) return s3Padded3x3(layer, S3_MOST_INPUT);
  if (channels === 8) return wide + 32;
  const n = up(channels, 16);
  const right = Math.max(0, w.output * w.stride + 2 - w.input);
  const below = Math.max(0, h.output * h.stride + 2 - h.input);
  const input = (w.input + 2 * w.before + right) * (h.input + 2 * h.before + below) * n;
  return 9 * n + input + h.output * w.output * n + 64;
}

/** Whole groups of 16 channels: weights, and the input in its margins where it needs any. */
function s3Padded3x3({ h, w, channels, taps, isPadded }: Layer, mostInput: number): number {
  const [right, below] = isPadded
    ? [2 * w.before, 2 * h.before]
    : [w.output * w.stride + w.kernel - 1 - w.input, h.output * h.stride + h.kernel - 1 - h.input];
  const weights = taps * channels + 16;
  if (right === 0 && below === 0) return weights;
  const columns = (w.input + right) * channels;
  const input = columns * (h.input + below);
  return weights + (input <= mostInput ? input : columns * h.kernel);
}

function s3Depthwise112(layer: Layer, multiplier: number): number {
  const { h, w, channels, taps } = layer;
  const wide = 2 * (taps * channels * multiplier + h.input * w.input * channels);
  if (multiplier === 1 && channels % 8 === 0 && is3x3(layer)) {
    return channels % 16 === 0 ? s3Padded3x3(layer, Number.POSITIVE_INFINITY) : wide + 16;
  }
  return multiplier % 4 === 0 ? wide + 16 : 32;
}
