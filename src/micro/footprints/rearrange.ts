// Operators that move elements without computing, and keep nothing: TRANSPOSE, SQUEEZE, EXPAND_DIMS, SPLIT, SPLIT_V, PACK, UNPACK, GATHER,
// DEPTH_TO_SPACE, SPACE_TO_DEPTH, SHAPE (the files of these names in tensorflow/lite/micro/kernels/). Parameters measured, Prepare from the source.
import { allTensors, type Footprints, inputAndOutput, temporaries } from './footprint.ts';

export const rearrange: Footprints = {
  TRANSPOSE: { prepare: allTensors },
  SQUEEZE: { parameters: { bytes: 36, alignment: 4 }, prepare: inputAndOutput },
  EXPAND_DIMS: { prepare: allTensors },
  SPLIT: { parameters: { bytes: 4, alignment: 4 }, prepare: ({ inputs: [axis] }) => temporaries(axis) },
  SPLIT_V: { parameters: { bytes: 4, alignment: 4 }, prepare: ({ inputs: [, , axis] }) => temporaries(axis) },
  PACK: { parameters: { bytes: 8, alignment: 4 }, prepare: inputAndOutput },
  UNPACK: { parameters: { bytes: 8, alignment: 4 } },
  GATHER: { parameters: { bytes: 8, alignment: 4 }, prepare: allTensors },
  DEPTH_TO_SPACE: { parameters: { bytes: 4, alignment: 4 }, prepare: inputAndOutput },
  SHAPE: { parameters: { bytes: 1, alignment: 1 } },
  SPACE_TO_DEPTH: { parameters: { bytes: 4, alignment: 4 }, prepare: inputAndOutput },
};
