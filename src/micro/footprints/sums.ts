// ADD_N and CUMSUM: tensorflow/lite/micro/kernels/add_n.cc, cumsum.cc. From the source.
import { allTensors, type Footprint, persistent, scratch, temporaries } from './footprint.ts';

export const addNFootprint: Footprint = {
  prepare: ({ inputs: [first, ...others], outputs: [output] }) => [
    ...temporaries(first, output, ...others),
    // sizeof(OpData), ten words; then a pointer for each input.
    ...(output?.type === 'INT8' ? [persistent(40)] : []),
    scratch(4 * (others.length + 1)),
  ],
};
export const cumsumFootprint: Footprint = {
  parameters: { bytes: 2, alignment: 1 },
  prepare: (node) => [...allTensors(node), ...(node.outputs[0]?.type === 'INT8' ? [persistent(36)] : [])],
};
