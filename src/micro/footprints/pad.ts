// PAD and PADV2: tensorflow/lite/micro/kernels/pad_common.cc.
import { allTensors, both, type Footprints } from './footprint.ts';

export const pad: Footprints = {
  PAD: { opDataBytes: both(56), prepare: allTensors },
  PADV2: { opDataBytes: both(56), prepare: allTensors },
};
