// SOFTMAX: tensorflow/lite/micro/kernels/softmax_common.cc and cmsis_nn/softmax.cc.
import { type Footprint, inputAndOutput, persistent } from './footprint.ts';

/** kInt16LUTArraySize, softmax.h: entries of int16 in each of the tables for exp and 1 / (1 + x). */
const TABLE_ENTRIES = 513;

export const softmaxFootprint: Footprint = {
  parameters: { bytes: 4, alignment: 4 },
  opDataBytes: { cmsis_nn: 64, reference: 56, esp_nn: 64 },
  prepare: (node) => [
    ...inputAndOutput(node),
    ...(node.inputs[0]?.type === 'INT16' ? [persistent(2 * TABLE_ENTRIES), persistent(2 * TABLE_ENTRIES)] : []),
  ],
};
