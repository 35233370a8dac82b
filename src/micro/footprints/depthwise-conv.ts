// DEPTHWISE_CONV_2D: tensorflow/lite/micro/kernels/depthwise_conv_common.cc and cmsis_nn/depthwise_conv.cc; scratch bytes from CMSIS-NN's
// Source/ConvolutionFunctions/arm_depthwise_conv_get_buffer_sizes_s8.c and _s4.c.
import type { InstructionSet, Profile } from '../profile.ts';
import { along, convolutionScratch } from './convolution-scratch.ts';
import {
  dimension,
  elements,
  type Footprints,
  isInt8OrInt16,
  type Node,
  perChannel,
  type Request,
  scratch,
  temporaries,
} from './footprint.ts';

/** arm_nnsupportfunctions.h CH_IN_BLOCK_MVE */
const CHANNEL_BLOCK_MVE = 124;

export const depthwiseConv: Footprints = {
  DEPTHWISE_CONV_2D: {
    parameters: { bytes: 28, alignment: 4 },
    opDataBytes: { cmsis_nn: 60, reference: 56 },
    prepare: (node, profile) => (profile.library === 'reference' ? reference(node) : cmsisNn(node, profile)),
  },
};

/** CalculateOpDataDepthwiseConv */
function calculateOpData({ inputs: [input, filter, bias], outputs: [output] }: Node): Request[] {
  return temporaries(input, filter, bias, output);
}

/** DepthwiseConvPrepare: space for multipliers whatever the type; int4 weights are unpacked into scratch. */
function reference(node: Node): Request[] {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  return [
    ...temporaries(output, input, filter),
    ...perChannel(dimension(filter, 3)),
    ...(filter?.type === 'INT4' ? [scratch(elements(filter))] : []),
    ...calculateOpData(node),
  ];
}

function cmsisNn(node: Node, { instructionSet }: Profile): Request[] {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  const requests = temporaries(input, filter, output);
  if (isInt8OrInt16(input)) requests.push(...perChannel(dimension(filter, 3)));
  requests.push(...calculateOpData(node));
  if (input?.type !== 'INT8') return requests;
  const bytes = scratchBytes(node, instructionSet);
  if (bytes > 0) requests.push(scratch(bytes));
  return requests;
}

/** arm_depthwise_conv_wrapper_s8_get_buffer_size, arm_depthwise_conv_wrapper_s4_get_buffer_size */
function scratchBytes(node: Node, instructionSet: InstructionSet): number {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  const channels = dimension(input, 3);
  const h = along(node, 1, 'H');
  const w = along(node, 2, 'W');
  const taps = h.kernel * w.kernel;
  const outputChannels = dimension(output, 3);
  if (filter?.type === 'INT8' && instructionSet === 'mve' && channels === 1 && outputChannels > 1) {
    // One input channel is an ordinary convolution, for which the weights are transposed.
    const convolution = { h, w, inputChannels: channels, filterChannels: channels };
    return convolutionScratch(convolution, 'int8', instructionSet) + outputChannels * taps;
  }
  const isPlain = channels === outputChannels && dimension(input, 0) === 1 && h.dilation === 1 && w.dilation === 1;
  if (!isPlain) return 0;
  if (filter?.type === 'INT4') return 2 * channels * taps;
  if (instructionSet === 'mve') return 4 * CHANNEL_BLOCK_MVE * taps;
  const is3x3 = h.kernel === 3 && w.kernel === 3 && h.before <= 1 && w.before <= 1;
  return is3x3 || instructionSet === 'plain' ? 0 : 2 * channels * taps;
}
