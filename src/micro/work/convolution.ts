// CONV_2D and DEPTHWISE_CONV_2D: which routine of CMSIS-NN (arm_convolve_wrapper_s8.c, arm_depthwise_conv_wrapper_s8.c)
// or of the reference kernels (reference/integer_ops/conv.h, depthwise_conv.h) runs, and its loops.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { convolutionWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { espNnConv, espNnDepthwise } from './esp-nn.ts';
import { type WindowCounts, windowOver } from './window.ts';
import { isInt8, type NoFigure, type Work, work } from './work.ts';

const ONLY_INT8: NoFigure = { reason: 'instruction counts are known for int8 activations and weights only' };
const { floor, ceil } = Math;

function hasInt8Weights(node: OperatorNode): boolean {
  return isInt8(node) && node.inputs[1]?.type === 'INT8';
}

export function convWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  if (!hasInt8Weights(node)) return ONLY_INT8;
  const [input, filter] = node.inputs;
  const h = convolutionWindow(node, 'H');
  const w = convolutionWindow(node, 'W');
  const outputChannels = dimension(filter, 0);
  const inputChannels = dimension(filter, 3);
  if (inputChannels !== dimension(input, 3)) return { reason: 'grouped convolutions have not been counted' };
  const window = windowOver(dimension(input, 0), h, w);
  const { pixels, tapsInside, kernelTaps, outputRows } = window;
  if (profile.library === 'esp_nn') return espNnConv(window, inputChannels, outputChannels);
  if (profile.library === 'reference') {
    const counts = {
      macsInside: tapsInside * outputChannels * inputChannels,
      tapsInside: tapsInside * outputChannels,
      taps: pixels * kernelTaps * outputChannels,
      outputs: pixels * outputChannels,
      pixels,
    };
    return work('reference conv', counts, pixels);
  }
  const isPointwise = kernelTaps === 1 && h.before === 0 && w.before === 0;
  // arm_nn_is_convolve_1_x_n; without MVE arm_convolve_1_x_n_s8 is arm_convolve_s8.
  const isRow = h.input === 1 && h.kernel === 1 && w.dilation === 1 && (w.stride * inputChannels) % 4 === 0;
  if (!isPointwise && isRow && profile.instructionSet === 'mve') {
    const outputs = pixels * outputChannels;
    return work('conv 1xN', { vectors: outputs * ceil((kernelTaps * inputChannels) / 16), outputs, pixels });
  }
  if (!isPointwise) return im2col(window, inputChannels, outputChannels, profile);
  // arm_convolve_1x1_s8_fast multiplies all pixels at once, arm_convolve_1x1_s8 one row of the output at a time.
  const isFast = h.stride === 1 && w.stride === 1;
  return pointwise(isFast ? 1 : outputRows, isFast ? pixels : w.output, inputChannels, outputChannels, profile);
}

/** arm_nn_mat_mult_nt_t_s8: pairs of pixels by pairs of channels, on MVE four pixels by one channel. */
export function pointwise(
  calls: number,
  pixels: number,
  inputChannels: number,
  outputChannels: number,
  { instructionSet }: Profile,
): Work {
  const c = inputChannels;
  const o = calls * outputChannels;
  if (instructionSet === 'mve') {
    return work('conv 1x1', { ...blocksOfFour(pixels, o, c), blockRows: floor(pixels / 4) * calls, channels: o });
  }
  const [pairs, odd] = [floor(pixels / 2), pixels % 2];
  return work('conv 1x1', {
    pairs16: (pairs * o * floor(c / 16)) / 2,
    pairs4: (pairs * o * floor((c % 16) / 4)) / 2,
    pairs1: (pairs * o * (c % 4)) / 2,
    pairs: (pairs * o) / 2,
    oddDepth: (odd * o * c) / 2,
    odd: (odd * o) / 2,
    weights: (o * c) / 2,
    channels: o / 2,
  });
}

/** Four pixels at a time and what is left, by one channel, with vectors of 16 along the depth. */
function blocksOfFour(pixels: number, channels: number, depth: number) {
  const [blocks, singles] = [floor(pixels / 4) * channels, (pixels % 4) * channels];
  const vectors = ceil(depth / 16);
  return { blockVectors: blocks * vectors, blocks, singleVectors: singles * vectors, singles };
}

/** arm_convolve_s8: columns of int16, two at a time through arm_nn_mat_mult_kernel_s8_s16; on MVE four of int8. */
function im2col(
  { pixels, kernelTaps, tapsInside }: WindowCounts,
  inputChannels: number,
  outputChannels: number,
  { instructionSet }: Profile,
): Work {
  const columns = kernelTaps * inputChannels;
  if (instructionSet === 'mve') {
    return work('conv KxK', {
      ...blocksOfFour(pixels, outputChannels, columns),
      copies: pixels * kernelTaps,
      copyVectors: tapsInside * ceil(inputChannels / 16),
      pixels,
    });
  }
  const [pairs, odd] = [floor(pixels / 2), pixels % 2];
  return work('conv KxK', {
    pairs16: pairs * outputChannels * floor(columns / 16),
    pairs4: pairs * outputChannels * floor((columns % 16) / 4),
    pairs1: pairs * outputChannels * (columns % 4),
    pairs: pairs * outputChannels,
    odd4: odd * outputChannels * floor(columns / 4),
    odd1: odd * outputChannels * (columns % 4),
    odd: odd * outputChannels,
    copies4: tapsInside * floor(inputChannels / 4),
    copies1: tapsInside * (inputChannels % 4),
    outside: (pixels * kernelTaps - tapsInside) * inputChannels,
    copies: pixels * kernelTaps,
    pixels,
  });
}

export function depthwiseWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  if (!hasInt8Weights(node)) return ONLY_INT8;
  const [input, filter] = node.inputs;
  const h = convolutionWindow(node, 'H');
  const w = convolutionWindow(node, 'W');
  const batches = dimension(input, 0);
  const inputChannels = dimension(input, 3);
  const channels = dimension(filter, 3);
  const window = windowOver(batches, h, w);
  const { pixels, tapsInside, rowsInside, kernelTaps } = window;
  if (profile.library === 'esp_nn') return espNnDepthwise(window, inputChannels, channels / inputChannels);
  if (profile.library === 'reference') {
    return work('reference depthwise', {
      macsInside: tapsInside * channels,
      macs: pixels * kernelTaps * channels,
      outputs: pixels * channels,
      inputs: pixels * inputChannels,
      pixels,
    });
  }
  const isPlain = inputChannels === channels && batches === 1 && h.dilation === 1 && w.dilation === 1;
  if (profile.instructionSet === 'mve') {
    if (inputChannels === 1 && channels > 1) return im2col(window, 1, channels, profile);
    if (!isPlain) return generic(node, window, channels);
    return work('depthwise', {
      vectors: pixels * kernelTaps * ceil(channels / 4),
      copies: pixels * kernelTaps * ceil(channels / 16),
      outputs4: pixels * ceil(channels / 4),
      taps: pixels * kernelTaps,
      pixels,
    });
  }
  if (!isPlain) return generic(node, window, channels);
  const [c4, c1] = [floor(channels / 4), channels % 4];
  const is3x3 = h.kernel === 3 && w.kernel === 3 && h.before <= 1 && w.before <= 1;
  if (is3x3) {
    return work('depthwise 3x3', {
      rows4: rowsInside * c4,
      taps4: tapsInside * c4,
      pixels4: pixels * c4,
      rows1: rowsInside * c1,
      taps1: tapsInside * c1,
      pixels1: pixels * c1,
      pixels,
    });
  }
  if (profile.instructionSet === 'plain') return generic(node, window, channels);
  return work('depthwise im2col', {
    macs4: pixels * kernelTaps * c4,
    macs1: pixels * kernelTaps * c1,
    outputs4: pixels * c4,
    copies: pixels * kernelTaps,
    inside4: tapsInside * c4,
    pixels,
  });
}

/** depthwise_conv_s8_mult_4 and depthwise_conv_s8_generic in arm_depthwise_conv_s8.c */
function generic(
  { inputs: [input] }: OperatorNode,
  { pixels, tapsInside, kernelTaps }: WindowCounts,
  channels: number,
): Work {
  const multiplier = channels / dimension(input, 3);
  return work(multiplier % 4 === 0 ? 'depthwise multiplier 4' : 'depthwise generic', {
    macs: pixels * kernelTaps * channels,
    macsInside: tapsInside * channels,
    outputs: pixels * channels,
    pixels,
  });
}
