// Operators that move elements without computing, and keep nothing: TRANSPOSE, SQUEEZE, EXPAND_DIMS, SPLIT, SPLIT_V, PACK, UNPACK, GATHER,
// DEPTH_TO_SPACE, SPACE_TO_DEPTH, SHAPE and their like (the files of these names in tensorflow/lite/micro/kernels/). Parameters measured, Prepare from the source.
import {
  allTensors,
  both,
  type Footprints,
  inputAndOutput,
  persistent,
  temporaries,
  writableDimensions,
} from './footprint.ts';

export const rearrange: Footprints = {
  TRANSPOSE: { prepare: allTensors },
  SQUEEZE: { parameters: { bytes: 36, alignment: 4 }, prepare: inputAndOutput },
  EXPAND_DIMS: { prepare: allTensors },
  SPLIT: { parameters: { bytes: 4, alignment: 4 }, prepare: ({ inputs: [axis] }) => temporaries(axis) },
  SPLIT_V: { parameters: { bytes: 4, alignment: 4 }, prepare: ({ inputs: [, , axis] }) => temporaries(axis) },
  PACK: { parameters: { bytes: 8, alignment: 4 }, prepare: inputAndOutput },
  UNPACK: { parameters: { bytes: 8, alignment: 4 } },
  GATHER: {
    parameters: { bytes: 8, alignment: 4 },
    prepare: (node) => [...allTensors(node), ...writableDimensions(node.outputs[0])],
  },
  GATHER_ND: { prepare: (node) => [...allTensors(node), ...writableDimensions(node.outputs[0])] },
  // sizeof(OpData): a float and a size.
  EMBEDDING_LOOKUP: {
    prepare: (node) => [...allTensors(node), ...writableDimensions(node.outputs[0]), persistent(8)],
  },
  SLICE: { prepare: allTensors },
  BATCH_TO_SPACE_ND: { prepare: inputAndOutput },
  SPACE_TO_BATCH_ND: { opDataBytes: both(4), prepare: inputAndOutput },
  REVERSE_V2: { prepare: allTensors },
  BROADCAST_TO: { prepare: allTensors },
  BROADCAST_ARGS: { prepare: allTensors },
  FILL: { prepare: allTensors },
  ZEROS_LIKE: { prepare: inputAndOutput },
  DYNAMIC_UPDATE_SLICE: { prepare: allTensors },
  SELECT_V2: { opDataBytes: both(1), prepare: allTensors },
  DEPTH_TO_SPACE: { parameters: { bytes: 4, alignment: 4 }, prepare: inputAndOutput },
  SHAPE: { parameters: { bytes: 1, alignment: 1 } },
  SPACE_TO_DEPTH: { parameters: { bytes: 4, alignment: 4 }, prepare: inputAndOutput },
};
