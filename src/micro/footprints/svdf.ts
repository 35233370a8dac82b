// SVDF: tensorflow/lite/micro/kernels/svdf_common.cc and cmsis_nn/svdf.cc.
import { dimension } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { type Footprint, persistent, scratch, temporaries } from './footprint.ts';

export const svdfFootprint: Footprint = {
  parameters: { bytes: 8, alignment: 4, intEnums: { bytes: 12, alignment: 4 } },
  opDataBytes: { cmsis_nn: 40, reference: 36 },
  prepare: ({ operator, inputs, outputs }, { library, instructionSet }) => {
    const [input, weightsFeature] = inputs;
    const batches = dimension(input, 0);
    const filters = dimension(weightsFeature, 0);
    const requests = [...temporaries(...inputs, ...outputs), scratch(4 * batches * filters)];
    if (input?.type !== 'INT8') return requests;
    requests.push(scratch(4 * batches * Math.floor(filters / numberOption(operator, 'rank'))));
    // arm_svdf_s8_get_buffer_size: only MVE keeps the sums of the weights.
    if (library === 'cmsis_nn' && instructionSet === 'mve') requests.push(persistent(4 * filters));
    return requests;
  },
};
