// CONV_2D and DEPTHWISE_CONV_2D: which routine of CMSIS-NN (arm_convolve_wrapper_s8.c, arm_depthwise_conv_wrapper_s8.c)
// or of the reference kernels (reference/integer_ops/conv.h, depthwise_conv.h) runs, and its loops.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { type AxisWindow, convolutionWindow } from '../tensors/axis-window.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { espNnConv, espNnDepthwise } from './esp-nn.ts';
import {
  floatConv,
  floatDepthwise,
  int4Conv,
  int4Depthwise,
  int16Conv,
  int16Depthwise,
  type Layer,
  referenceConv,
} from './layer-types.ts';
import { type WindowCounts, windowOver } from './window.ts';
import { type NoFigure, typesOf, UNKNOWN_TYPES, type Work, work, workOfFew } from './work.ts';

const { floor, ceil } = Math;

export function convWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  const types = typesOf(node);
  if (!types) return UNKNOWN_TYPES;
  const [input, filter] = node.inputs;
  const h = convolutionWindow(node, 'H');
  const w = convolutionWindow(node, 'W');
  const outputChannels = dimension(filter, 0);
  const inputChannels = dimension(filter, 3);
  const window = windowOver(dimension(input, 0), h, w);
  const layer: Layer = { window, h, w, inputChannels, outputChannels };
  if (types === 'float') return floatConv(layer);
  if (profile.library === 'esp_nn') return espNnConv(window, inputChannels, outputChannels);
  if (profile.library === 'reference')
    return referenceConv(
      types === 'int16' ? 'reference int16 conv' : 'reference conv',
      layer,
      types === 'int4' ? elements(filter) : 0,
    );
  if (types === 'int16') return int16Conv(layer, profile);
  if (types === 'int4') return int4Conv(layer, profile);
  const groups = inputChannels === 0 ? 1 : dimension(input, 3) / inputChannels;
  if (groups !== 1) return im2col(window, inputChannels, outputChannels, profile, groups);
  const { pixels, outputRows, kernelTaps } = window;
  const isPointwise = kernelTaps === 1 && h.before === 0 && w.before === 0;
  // arm_nn_is_convolve_1_x_n; without MVE arm_convolve_1_x_n_s8 is arm_convolve_s8.
  const isRow = h.input === 1 && h.kernel === 1 && w.dilation === 1 && (w.stride * inputChannels) % 4 === 0;
  if (!isPointwise && isRow && profile.instructionSet === 'mve') {
    return (
      rowConv(window, w, { inputChannels, outputChannels }) ?? im2col(window, inputChannels, outputChannels, profile)
    );
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
  const counts = {
    pairs16: (pairs * o * floor(c / 16)) / 2,
    pairs4: (pairs * o * floor((c % 16) / 4)) / 2,
    pairs1: (pairs * o * (c % 4)) / 2,
    pairs: (pairs * o) / 2,
    oddDepth: (odd * o * c) / 2,
    odd: (odd * o) / 2,
    weights: (o * c) / 2,
    channels: o / 2,
  };
  return work('conv 1x1', counts, calls);
}

/** arm_convolve_1_x_n_s8: pixels whose window lies inside go through arm_nn_mat_mult_nt_t_s8 uncopied, those at the
 * ends one by one; undefined where the ends overlap. */
function rowConv(
  { batches, kernelTaps }: WindowCounts,
  { input, output, kernel, stride, before }: AxisWindow,
  { inputChannels, outputChannels }: Pick<Layer, 'inputChannels' | 'outputChannels'>,
): Work | undefined {
  const after = Math.max(0, (output - 1) * stride + kernel - input - before);
  const ends = ceil(before / stride) + ceil(after / stride);
  if (ends > output) return undefined;
  const channels = batches * outputChannels;
  const columns = kernelTaps * inputChannels;
  const inside = blocksOfFour(output - ends, channels, columns);
  return work('conv 1x1', {
    ...inside,
    singleVectors: inside.singleVectors + ends * channels * ceil(columns / 16),
    singles: inside.singles + ends * channels,
    blockRows: floor((output - ends) / 4) * batches,
    channels,
  });
}

/** Four pixels at a time and what is left, by one channel, with vectors of 16 along the depth. */
function blocksOfFour(pixels: number, channels: number, depth: number) {
  const [blocks, singles] = [floor(pixels / 4) * channels, (pixels % 4) * channels];
  const vectors = ceil(depth / 16);
  return { blockVectors: blocks * vectors, blocks, singleVectors: singles * vectors, singles };
}

/** arm_convolve_s8: columns of int16, two at a time through arm_nn_mat_mult_kernel_s8_s16; on MVE four of int8. Images
 * of a batch and groups of channels go one after the other: `channels` is those of the weights. */
export function im2col(
  { batches, pixels: allPixels, kernelTaps, tapsInside: allInside }: WindowCounts,
  channels: number,
  outputChannels: number,
  { instructionSet }: Profile,
  groups = 1,
): Work {
  const columns = kernelTaps * channels;
  const outputs = batches * outputChannels;
  const [pixels, tapsInside] = [groups * allPixels, groups * allInside];
  const image = batches === 0 ? 0 : allPixels / batches;
  if (instructionSet === 'mve') {
    return work('conv KxK', {
      ...blocksOfFour(image, outputs, columns),
      copies: pixels * kernelTaps,
      copyVectors: tapsInside * ceil(channels / 16),
      pixels,
    });
  }
  const [pairs, odd] = [floor(image / 2) * outputs, (image % 2) * outputs];
  const counts = {
    pairs16: pairs * floor(columns / 16),
    pairs4: pairs * floor((columns % 16) / 4),
    pairs1: pairs * (columns % 4),
    pairs,
    odd4: odd * floor(columns / 4),
    odd1: odd * (columns % 4),
    odd,
    copies4: tapsInside * floor(channels / 4),
    copies1: tapsInside * (channels % 4),
    outside: (pixels * kernelTaps - tapsInside) * channels,
    copies: pixels * kernelTaps,
    pixels,
  };
  // arm_nn_mat_mult_kernel_s8_s16 goes through all weights for two pixels.
  return work('conv KxK', counts, batches * ceil(image / 2));
}

export function depthwiseWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  const types = typesOf(node);
  if (!types) return UNKNOWN_TYPES;
  const [input, filter] = node.inputs;
  const h = convolutionWindow(node, 'H');
  const w = convolutionWindow(node, 'W');
  const batches = dimension(input, 0);
  const inputChannels = dimension(input, 3);
  const channels = dimension(filter, 3);
  const window = windowOver(batches, h, w);
  const layer: Layer = { window, h, w, inputChannels, outputChannels: channels };
  if (types === 'float') return floatDepthwise(layer);
  const { pixels, tapsInside, rowsInside, kernelTaps } = window;
  if (profile.library === 'esp_nn') return espNnDepthwise(window, inputChannels, channels / inputChannels);
  if (profile.library === 'reference') {
    if (types === 'int16') return int16Depthwise(layer, profile);
    return work('reference depthwise', {
      macsInside: tapsInside * channels,
      macs: pixels * kernelTaps * channels,
      rows: pixels * h.kernel * channels,
      outputs: pixels * channels,
      inputs: pixels * inputChannels,
      unpacked: types === 'int4' ? elements(filter) : 0,
      pixels,
    });
  }
  if (types === 'int16') return int16Depthwise(layer, profile);
  if (types === 'int4') return int4Depthwise(layer);
  const isPlain = inputChannels === channels && batches === 1 && h.dilation === 1 && w.dilation === 1;
  if (profile.instructionSet === 'mve') {
    if (inputChannels === 1 && channels > 1) return transposed(window, channels);
    if (!isPlain) return generic(node, window, { h, w });
    return paddedDepthwise(window, channels);
  }
  if (!isPlain) return generic(node, window, { h, w });
  const [c4, c1] = [floor(channels / 4), channels % 4];
  const is3x3 = h.kernel === 3 && w.kernel === 3 && h.before <= 1 && w.before <= 1;
  if (is3x3) {
    const counts = {
      rows4: rowsInside * c4,
      taps4: tapsInside * c4,
      pixels4: pixels * c4,
      rows1: rowsInside * c1,
      taps1: tapsInside * c1,
      pixels1: pixels * c1,
      pixels,
    };
    return work('depthwise 3x3', counts, pixels);
  }
  if (profile.instructionSet === 'plain') return generic(node, window, { h, w });
  // arm_depthwise_conv_s8_opt: two taps of four channels a turn, an odd one alone; rows outside are cleared at once.
  return workOfFew('depthwise im2col', {
    turns4: pixels * ceil(kernelTaps / 2) * c4,
    macs1: pixels * kernelTaps * c1,
    outputs4: pixels * c4,
    copies: rowsInside * w.kernel + pixels,
  });
}

/** arm_nnsupportfunctions.h CH_IN_BLOCK_MVE */
const CHANNEL_BLOCK_MVE = 124;

/** arm_depthwise_conv_s8_opt on MVE: blocks of channels, four pixels at a time and what is left, vectors of four. */
function paddedDepthwise({ pixels, kernelTaps }: WindowCounts, channels: number): Work {
  const vectors = ceil(channels / 4);
  const [fours, singles] = [floor(pixels / 4) * vectors, (pixels % 4) * vectors];
  const blocks = ceil(channels / CHANNEL_BLOCK_MVE);
  return work('depthwise', {
    blockVectors: fours * kernelTaps,
    copyVectors: pixels * kernelTaps * ceil(channels / 16),
    blocks: fours,
    singleVectors: singles * kernelTaps,
    singles,
    copies: pixels * kernelTaps * blocks,
    pixels: pixels * blocks,
  });
}

/** depthwise_conv_s8_mult_4 and depthwise_conv_s8_generic in arm_depthwise_conv_s8.c */
function generic(
  { inputs: [input, filter] }: OperatorNode,
  { pixels, tapsInside, rowsInside }: WindowCounts,
  { h, w }: { readonly h: AxisWindow; readonly w: AxisWindow },
): Work {
  const [inputChannels, channels] = [dimension(input, 3), dimension(filter, 3)];
  const dilatedAxes = Number(h.dilation > 1) + Number(w.dilation > 1);
  if ((channels / inputChannels) % 4 === 0 && dilatedAxes === 0 && dimension(input, 0) === 1) {
    return work('depthwise multiplier 4', {
      taps4: (tapsInside * channels) / 4,
      rows4: (rowsInside * channels) / 4,
      outputs4: (pixels * channels) / 4,
      inputs: pixels * inputChannels,
      pixels,
    });
  }
  const counts = {
    macsInside: tapsInside * channels,
    rows: rowsInside * channels,
    outputs: pixels * channels,
    // The first and the last tap inside the image are found by division.
    divisions: dilatedAxes * pixels * channels,
    inputs: pixels * inputChannels,
    pixels,
  };
  return work('depthwise generic', counts, pixels);
}

/** arm_depthwise_conv_to_conv_s8 in arm_depthwise_conv_wrapper_s8.c: transposes the weights, then arm_convolve_s8. */
function transposed({ pixels, kernelTaps }: WindowCounts, channels: number): Work {
  return work('depthwise as conv', {
    ...blocksOfFour(pixels, channels, kernelTaps),
    copies: pixels * kernelTaps,
    weights: channels * kernelTaps,
    pixels,
  });
}
