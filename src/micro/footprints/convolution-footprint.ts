// What CONV_2D and DEPTHWISE_CONV_2D allocate alike: tensorflow/lite/micro/kernels/conv_common.cc and
// depthwise_conv_common.cc, whose Prepare and CalculateOpData ask in the same order, and both files of these kernels in
// cmsis_nn/.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { type Footprint, isInt8OrInt16, perChannel, type Request, scratch, temporaries } from './footprint.ts';

/** `channelAxis`: that of the output channels in the weights. `scratchBytes`: of CMSIS-NN's kernel, where it is not
 * float. */
export function convolutionFootprint(
  channelAxis: 0 | 3,
  scratchBytes: (node: OperatorNode, instructionSet: InstructionSet) => number,
): Footprint {
  return {
    parameters: { bytes: 28, alignment: 4 },
    opDataBytes: { cmsis_nn: 60, reference: 56, esp_nn: 60 },
    prepare: (node, { library, instructionSet }) =>
      library === 'cmsis_nn'
        ? cmsisNn(node, channelAxis, () => scratchBytes(node, instructionSet))
        : reference(node, channelAxis),
  };
}

/** Space for multipliers whatever the type; int4 weights are unpacked into scratch. */
function reference(node: OperatorNode, channelAxis: number): Request[] {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  return [
    ...temporaries(output, input, filter),
    ...perChannel(dimension(filter, channelAxis)),
    ...(filter?.type === 'INT4' ? [scratch(elements(filter))] : []),
    ...calculateOpData(node),
  ];
}

function cmsisNn(node: OperatorNode, channelAxis: number, scratchBytes: () => number): Request[] {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  if (!isInt8OrInt16(input)) return [...temporaries(input, filter, output), ...calculateOpData(node)];
  const bytes = scratchBytes();
  return [
    ...temporaries(input, filter, output),
    ...perChannel(dimension(filter, channelAxis)),
    ...calculateOpData(node),
    ...(bytes > 0 ? [scratch(bytes)] : []),
  ];
}

/** CalculateOpDataConv, CalculateOpDataDepthwiseConv */
function calculateOpData({ inputs: [input, filter, bias], outputs: [output] }: OperatorNode): Request[] {
  return temporaries(input, filter, bias, output);
}
