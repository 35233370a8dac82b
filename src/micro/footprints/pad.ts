// PAD, PADV2 and MIRROR_PAD: tensorflow/lite/micro/kernels/pad_common.cc, mirror_pad.cc.
import { allTensors, both, type Footprint } from './footprint.ts';

export const padFootprint: Footprint = { opDataBytes: both(56), prepare: allTensors };
export const mirrorPadFootprint: Footprint = {
  parameters: { bytes: 1, alignment: 1 },
  opDataBytes: both(20),
  prepare: allTensors,
};
