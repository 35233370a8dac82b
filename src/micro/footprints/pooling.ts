// AVERAGE_POOL_2D and MAX_POOL_2D: tensorflow/lite/micro/kernels/pooling_common.cc and cmsis_nn/pooling.cc.
import { dimension } from '../tensors/extents.ts';
import {
  type Footprint,
  inputAndOutput,
  isInt8OrInt16,
  scratch,
  temporaries,
  writableDimensions,
} from './footprint.ts';

const pool = {
  parameters: { bytes: 40, alignment: 4 },
  opDataBytes: { cmsis_nn: 36, reference: 32 },
} as const satisfies Footprint;

export const averagePoolFootprint: Footprint = {
  ...pool,
  prepare: (node, { library, instructionSet }) => {
    if (library !== 'cmsis_nn') return inputAndOutput(node);
    const requests = [...inputAndOutput(node), ...inputAndOutput(node)];
    const [input] = node.inputs;
    // arm_avgpool_s8_get_buffer_size and its s16 twin (Source/PoolingFunctions/arm_avgpool_get_buffer_sizes_*.c): a row
    // of int32 sums on DSP.
    if (isInt8OrInt16(input) && instructionSet === 'dsp') requests.push(scratch(4 * dimension(input, 3)));
    return requests;
  },
};
// l2_pool_2d.cc has no CMSIS-NN form and no Init; L2Prepare gives the output dimensions of its own.
export const l2PoolFootprint: Footprint = {
  parameters: pool.parameters,
  prepare: ({ inputs: [input], outputs: [output] }) => [...temporaries(output, input), ...writableDimensions(output)],
};
export const maxPoolFootprint: Footprint = { ...pool, prepare: inputAndOutput };
