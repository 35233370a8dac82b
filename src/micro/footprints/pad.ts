// PAD, PADV2 and MIRROR_PAD: tensorflow/lite/micro/kernels/pad_common.cc, mirror_pad.cc.
import { allTensors, both, type Footprints } from './footprint.ts';

export const pad: Footprints = {
  PAD: { opDataBytes: both(56), prepare: allTensors },
  PADV2: { opDataBytes: both(56), prepare: allTensors },
  MIRROR_PAD: { parameters: { bytes: 1, alignment: 1 }, opDataBytes: both(20), prepare: allTensors },
};
