// FULLY_CONNECTED: tensorflow/lite/micro/kernels/fully_connected_common.cc, fully_connected.cc and
// cmsis_nn/fully_connected.cc.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { espDenseRefusal, espRoundingWarning } from './esp-nn-defects.ts';
import { type Footprint, perChannel, persistent, type Request, scratch, temporaries } from './footprint.ts';

export const fullyConnectedFootprint: Footprint = {
  parameters: { bytes: 5, alignment: 1, intEnums: { bytes: 16, alignment: 4 } },
  opDataBytes: { cmsis_nn: 72, reference: 48 },
  prepare: (node, profile) => [
    ...common(node),
    ...(profile.library === 'cmsis_nn' ? cmsisNn(node, profile) : reference(node)),
  ],
  refusal: (node, { library }) => {
    if (library === 'reference') return undefined;
    return library === 'cmsis_nn' ? cmsisNnRefusal(node) : espDenseRefusal(node);
  },
  warning: (node, profile) => (profile.library === 'esp_nn' ? espRoundingWarning(node, profile) : undefined),
};

/** cmsis_nn/fully_connected.cc, Prepare */
function cmsisNnRefusal(node: OperatorNode): string | undefined {
  return node.inputs[0]?.type === 'INT16' && scaleCount(node) > 1
    ? "CMSIS-NN's kernel supports int16 activations only with one scale for all weights; convert to int8, or with " +
        'converter._experimental_disable_per_channel_quantization_for_dense_layers = True'
    : undefined;
}

function scaleCount({ inputs: [, filter] }: OperatorNode): number {
  return filter?.quantization?.scales.length ?? 0;
}

/** Prepare up to and with CalculateOpDataFullyConnected. */
function common(node: OperatorNode): Request[] {
  const {
    inputs: [input, filter, bias],
    outputs: [output],
  } = node;
  const requests = temporaries(input, filter, bias, output);
  if (input?.type !== 'FLOAT32' && scaleCount(node) > 1) requests.push(...perChannel(scaleCount(node)));
  return requests;
}

/** int4 weights are unpacked into scratch. */
function reference({ inputs: [, filter] }: OperatorNode): Request[] {
  return filter?.type === 'INT4' ? [scratch(elements(filter))] : [];
}

function cmsisNn(node: OperatorNode, { instructionSet }: Profile): Request[] {
  const {
    inputs: [input, filter],
    outputs: [output],
  } = node;
  if (input?.type !== 'INT8' || filter?.type === 'INT4') return [];
  const outputs = dimension(output, -1);
  const rank = output?.shape.length ?? 0;
  if (rank > 2 && dimension(filter, -1) % 4 === 0) {
    // Goes to the 1x1 convolution, which wants multipliers per channel.
    return scaleCount(node) > 1 ? [] : [scratch(8 * outputs)];
  }
  // arm_fully_connected_s8_get_buffer_size: only MVE keeps the sums of the weights; those of constant weights are kept
  // for good.
  if (instructionSet !== 'mve') return [];
  return [node.inputData[1] ? persistent(4 * outputs) : scratch(4 * outputs)];
}
