// CONV_2D: tensorflow/lite/micro/kernels/conv_common.cc and cmsis_nn/conv.cc.

import type { Profile } from '../profile.ts';
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

export const conv: Footprints = {
  CONV_2D: {
    parameters: { bytes: 28, alignment: 4 },
    opDataBytes: { cmsis_nn: 60, reference: 56 },
    prepare: (node, profile) => (profile.library === 'reference' ? reference(node) : cmsisNn(node, profile)),
  },
};

/** CalculateOpDataConv, conv_common.cc */
function calculateOpData({ inputs: [input, filter, bias], outputs: [output] }: Node): Request[] {
  return temporaries(input, filter, bias, output);
}

/** ConvPrepare, conv_common.cc: space for multipliers whatever the type; int4 weights are unpacked into scratch. */
function reference(node: Node): Request[] {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  return [
    ...temporaries(output, input, filter),
    ...perChannel(dimension(filter, 0)),
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
  if (isInt8OrInt16(input)) requests.push(...perChannel(dimension(filter, 0)));
  requests.push(...calculateOpData(node));
  if (!input || !isInt8OrInt16(input)) return requests;
  const bytes = convolutionScratch(
    {
      h: along(node, 1, 'H'),
      w: along(node, 2, 'W'),
      inputChannels: dimension(input, 3),
      filterChannels: dimension(filter, 3),
    },
    input.type === 'INT8' ? 'int8' : 'int16',
    instructionSet,
  );
  if (bytes > 0) requests.push(scratch(bytes));
  return requests;
}
