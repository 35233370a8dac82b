// Operators that move elements without computing, and RESIZE_*: the files of their names in
// tensorflow/lite/micro/kernels/. Parameters measured, Prepare from the source.
import {
  allTensors,
  both,
  type Footprint,
  inputAndOutput,
  ONE_ENUM,
  persistent,
  scratch,
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
const blockFootprint: Footprint = {
  parameters: { bytes: 4, alignment: 4 },
  prepare: (node) => [...inputAndOutput(node), ...writableDimensions(node.outputs[0])],
};
export const depthToSpaceFootprint = blockFootprint;
export const spaceToDepthFootprint = blockFootprint;
export const shapeFootprint: Footprint = { parameters: ONE_ENUM };
// reshape_common.cc
export const reshapeFootprint: Footprint = { parameters: { bytes: 36, alignment: 4 }, prepare: inputAndOutput };
// resize_bilinear.cc and resize_nearest_neighbor.cc
export const resizeFootprint: Footprint = { parameters: { bytes: 2, alignment: 1 }, prepare: allTensors };
// strided_slice_common.cc
export const stridedSliceFootprint: Footprint = {
  parameters: { bytes: 24, alignment: 4 },
  opDataBytes: both(84),
  prepare: allTensors,
};
// pad_common.cc: PAD and PADV2
export const padFootprint: Footprint = { opDataBytes: both(56), prepare: allTensors };
export const mirrorPadFootprint: Footprint = {
  parameters: ONE_ENUM,
  opDataBytes: both(20),
  // How many elements each dimension spans, of the input and of the output.
  prepare: (node) => {
    const rank = node.inputs[0]?.shape.length ?? 0;
    return [...allTensors(node), scratch(4 * rank), scratch(4 * rank)];
  },
};
export const concatenationFootprint: Footprint = {
  parameters: { bytes: 8, alignment: 4 },
  opDataBytes: both(24),
  // The first input is looked at for its type, then the output and each input again.
  prepare: ({ inputs, outputs }) => temporaries(inputs[0], ...outputs, ...inputs),
};
