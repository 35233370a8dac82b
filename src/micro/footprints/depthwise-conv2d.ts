// DEPTHWISE_CONV_2D: tensorflow/lite/micro/kernels/depthwise_conv_common.cc and cmsis_nn/depthwise_conv.cc; scratch
// bytes from CMSIS-NN's Source/ConvolutionFunctions/arm_depthwise_conv_get_buffer_sizes_s8.c and _s4.c.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet } from '../profile.ts';
import { convolutionWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { convolutionFootprint } from './convolution-footprint.ts';
import { convolutionScratch } from './convolution-scratch.ts';
import { espDepthwiseRefusal, espRoundingWarning } from './esp-nn-defects.ts';
import { espDepthwiseScratch } from './esp-nn-scratch.ts';

/** arm_nnsupportfunctions.h CH_IN_BLOCK_MVE */
const CHANNEL_BLOCK_MVE = 124;

export const depthwiseConv2dFootprint = convolutionFootprint(
  3,
  { cmsisNn: scratchBytes, espNn: espDepthwiseScratch },
  { refusal: espDepthwiseRefusal, warning: espRoundingWarning },
);

/** arm_depthwise_conv_wrapper_s8_get_buffer_size, arm_depthwise_conv_wrapper_s4_get_buffer_size */
function scratchBytes(node: OperatorNode, instructionSet: InstructionSet): number {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  if (input?.type !== 'INT8') return 0;
  const channels = dimension(input, 3);
  const h = convolutionWindow(node, 'H');
  const w = convolutionWindow(node, 'W');
  const taps = h.kernel * w.kernel;
  const outputChannels = dimension(output, 3);
  if (filter?.type === 'INT8' && instructionSet === 'mve' && channels === 1 && outputChannels > 1) {
    // One input channel is an ordinary convolution, for which the weights are transposed.
    const convolution = { h, w, inputChannels: channels, filterChannels: channels };
    return convolutionScratch(convolution, 'int8', instructionSet) + outputChannels * taps;
  }
  const isPlain = channels === outputChannels && dimension(input, 0) === 1 && h.dilation === 1 && w.dilation === 1;
  if (!isPlain) return 0;
  if (instructionSet === 'mve') return 4 * CHANNEL_BLOCK_MVE * taps;
  if (filter?.type === 'INT4') return 2 * channels * taps;
  const is3x3 = h.kernel === 3 && w.kernel === 3 && h.before <= 1 && w.before <= 1;
  return is3x3 || instructionSet === 'plain' ? 0 : 2 * channels * taps;
}
