// SOFTMAX: tensorflow/lite/micro/kernels/softmax_common.cc, cmsis_nn/softmax.cc, esp_nn/softmax.cc.
import { espSoftmaxRefusal, espSoftmaxScratch } from './esp-nn-defects.ts';
import { type Footprint, inputAndOutput, isInt8Node, persistent, scratch } from './footprint.ts';

/** kInt16LUTArraySize, softmax.h: entries of int16 in each of the tables for exp and 1 / (1 + x). */
const TABLE_ENTRIES = 513;

export const softmaxFootprint: Footprint = {
  parameters: { bytes: 4, alignment: 4 },
  opDataBytes: { cmsis_nn: 64, reference: 56, esp_nn: 64 },
  refusal: (node, { library }) => (library === 'esp_nn' ? espSoftmaxRefusal(node) : undefined),
  prepare: (node, { library }) => [
    ...inputAndOutput(node),
    ...(node.inputs[0]?.type === 'INT16' ? [persistent(2 * TABLE_ENTRIES), persistent(2 * TABLE_ENTRIES)] : []),
    ...(library === 'esp_nn' && isInt8Node(node) ? [scratch(espSoftmaxScratch(node))] : []),
  ],
};
