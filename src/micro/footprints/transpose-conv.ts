// TRANSPOSE_CONV: tensorflow/lite/micro/kernels/transpose_conv.cc and cmsis_nn/transpose_conv.cc; scratch bytes from
// CMSIS-NN's Source/ConvolutionFunctions/arm_transpose_conv_get_buffer_sizes_s8.c.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { im2colBytes } from './convolution-scratch.ts';
import { type Footprint, perChannel, type Request, scratch, temporaries } from './footprint.ts';

/** arm_nnsupportfunctions.h REVERSE_TCOL_EFFICIENT_THRESHOLD */
const REVERSE_THRESHOLD = 16;

export const transposeConvFootprint: Footprint = {
  parameters: { bytes: 16, alignment: 4, intEnums: { bytes: 20, alignment: 4 } },
  opDataBytes: { cmsis_nn: 76, reference: 72 },
  prepare: (node, { library, instructionSet }) => {
    // Input 0 is the output's shape, which TFLM doesn't look at.
    const {
      inputs: [, filter, input, bias],
      outputs: [output],
    } = node;
    const requests = [...temporaries(output, input, filter), ...perChannel(dimension(filter, 0))];
    if (input?.type === 'INT16') requests.push(scratch(8 * elements(output)));
    if (input?.type === 'INT8') {
      requests.push(...(library === 'cmsis_nn' ? cmsisNn(node, instructionSet) : [scratch(4 * elements(output))]));
    }
    if (input?.type !== 'FLOAT32') requests.push(...temporaries(input, filter, bias, output));
    if (input?.type === 'INT16' && bias?.type === 'INT16') requests.push(scratch(8 * elements(bias)));
    return requests;
  },
};

/** One buffer for the sums or the columns, one for the reversed weights; requested even where they are empty. */
function cmsisNn({ operator, inputs: [, filter, input] }: OperatorNode, instructionSet: InstructionSet): Request[] {
  const strideH = numberOption(operator, 'strideH');
  const strideW = numberOption(operator, 'strideW');
  const [outputChannels, kernelH, kernelW] = [0, 1, 2].map((axis) => dimension(filter, axis));
  const channels = dimension(input, 3);
  const columns = channels * kernelH * kernelW;
  if (strideH <= 2 && strideW <= 2 && channels > REVERSE_THRESHOLD) {
    return [scratch(im2colBytes(columns, instructionSet)), scratch(columns * outputChannels)];
  }
  // The kernel's width is compared with the stride's height in the source.
  const width = (dimension(input, 2) - 1) * strideW + Math.max(kernelW, strideH);
  return [scratch(4 * width * outputChannels * Math.max(kernelH, strideH)), scratch(0)];
}
