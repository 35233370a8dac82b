// Operators that move elements without computing, and keep nothing: TRANSPOSE, SQUEEZE, EXPAND_DIMS, SPLIT, SPLIT_V,
// PACK, UNPACK, GATHER, DEPTH_TO_SPACE, SPACE_TO_DEPTH, SHAPE and their like (the files of these names in
// tensorflow/lite/micro/kernels/). Parameters measured, Prepare from the source.
import {
  allTensors,
  both,
  type Footprint,
  inputAndOutput,
  persistent,
  temporaries,
  writableDimensions,
} from './footprint.ts';

export const squeezeFootprint: Footprint = { parameters: { bytes: 36, alignment: 4 }, prepare: inputAndOutput };
export const splitFootprint: Footprint = {
  parameters: { bytes: 4, alignment: 4 },
  prepare: ({ inputs: [axis] }) => temporaries(axis),
};
export const splitVFootprint: Footprint = {
  parameters: { bytes: 4, alignment: 4 },
  prepare: ({ inputs: [, , axis] }) => temporaries(axis),
};
export const packFootprint: Footprint = { parameters: { bytes: 8, alignment: 4 }, prepare: inputAndOutput };
export const unpackFootprint: Footprint = { parameters: { bytes: 8, alignment: 4 } };
export const gatherFootprint: Footprint = {
  parameters: { bytes: 8, alignment: 4 },
  prepare: (node) => [...allTensors(node), ...writableDimensions(node.outputs[0])],
};
export const gatherNdFootprint: Footprint = {
  prepare: (node) => [...allTensors(node), ...writableDimensions(node.outputs[0])],
};
// sizeof(OpData): a float and a size.
export const embeddingLookupFootprint: Footprint = {
  prepare: (node) => [...allTensors(node), ...writableDimensions(node.outputs[0]), persistent(8)],
};
export const spaceToBatchFootprint: Footprint = { opDataBytes: both(4), prepare: inputAndOutput };
export const selectFootprint: Footprint = { opDataBytes: both(1), prepare: allTensors };
export const depthToSpaceFootprint: Footprint = { parameters: { bytes: 4, alignment: 4 }, prepare: inputAndOutput };
export const shapeFootprint: Footprint = { parameters: { bytes: 1, alignment: 1 } };
export const spaceToDepthFootprint: Footprint = { parameters: { bytes: 4, alignment: 4 }, prepare: inputAndOutput };
