// CONV_2D: tensorflow/lite/micro/kernels/conv_common.cc and cmsis_nn/conv.cc.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet } from '../profile.ts';
import { convolutionWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { convolutionFootprint } from './convolution-footprint.ts';
import { convolutionScratch } from './convolution-scratch.ts';
import { espConvolutionRefusal, espInt16Warning, espRoundingWarning } from './esp-nn-defects.ts';
import { espConvolutionScratch } from './esp-nn-scratch.ts';

export const conv2dFootprint = convolutionFootprint(
  0,
  { cmsisNn: cmsisNnScratch, espNn: espConvolutionScratch },
  {
    refusal: espConvolutionRefusal,
    warning: (node, profile) => espInt16Warning(node) ?? espRoundingWarning(node, profile),
  },
);

function cmsisNnScratch(node: OperatorNode, instructionSet: InstructionSet): number {
  const [input, filter] = node.inputs;
  const convolution = {
    h: convolutionWindow(node, 'H'),
    w: convolutionWindow(node, 'W'),
    inputChannels: dimension(input, 3),
    filterChannels: dimension(filter, 3),
  };
  return convolutionScratch(convolution, input?.type === 'INT8' ? 'int8' : 'int16', instructionSet);
}
