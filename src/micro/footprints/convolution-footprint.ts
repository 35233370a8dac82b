// What CONV_2D and DEPTHWISE_CONV_2D allocate alike: tensorflow/lite/micro/kernels/conv_common.cc and
// depthwise_conv_common.cc, whose Prepare and CalculateOpData ask in the same order, and both files of these kernels in
// cmsis_nn/ and esp_nn/.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet, Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { type Footprint, isInt8OrInt16, perChannel, type Request, scratch, temporaries } from './footprint.ts';

/** What the kernels of a library want beside what the reference kernels do; 0: nothing. */
interface ScratchBytes {
  /** Where the activations are not float. */
  readonly cmsisNn: (node: OperatorNode, instructionSet: InstructionSet) => number;
  readonly espNn: (node: OperatorNode, profile: Profile) => number;
}

/** What ESP-NN gets wrong. */
type Defects = Pick<Footprint, 'refusal' | 'warning'>;

/** `channelAxis`: that of the output channels in the weights. */
export function convolutionFootprint(channelAxis: 0 | 3, scratchBytes: ScratchBytes, defects: Defects): Footprint {
  return {
    parameters: { bytes: 28, alignment: 4 },
    opDataBytes: { cmsis_nn: 60, reference: 56, esp_nn: 60 },
    refusal: (node, profile) => (profile.library === 'esp_nn' ? defects.refusal?.(node, profile) : undefined),
    warning: (node, profile) => (profile.library === 'esp_nn' ? defects.warning?.(node, profile) : undefined),
    prepare: (node, profile) => {
      if (profile.library === 'cmsis_nn') {
        return cmsisNn(node, channelAxis, () => scratchBytes.cmsisNn(node, profile.instructionSet));
      }
      const bytes = profile.library === 'esp_nn' ? scratchBytes.espNn(node, profile) : 0;
      return [...reference(node, channelAxis), ...(bytes > 0 ? [scratch(bytes)] : [])];
    },
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
