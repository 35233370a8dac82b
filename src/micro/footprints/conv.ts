// CONV_2D: tensorflow/lite/micro/kernels/conv_common.cc and cmsis_nn/conv.cc.
import { convolutionFootprint } from './convolution-footprint.ts';
import { along, convolutionScratch } from './convolution-scratch.ts';
import { dimension } from './footprint.ts';

export const conv2dFootprint = convolutionFootprint(0, (node, instructionSet) => {
  const [input, filter] = node.inputs;
  const convolution = {
    h: along(node, 1, 'H'),
    w: along(node, 2, 'W'),
    inputChannels: dimension(input, 3),
    filterChannels: dimension(filter, 3),
  };
  return convolutionScratch(convolution, input?.type === 'INT8' ? 'int8' : 'int16', instructionSet);
});
