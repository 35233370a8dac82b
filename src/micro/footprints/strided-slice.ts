// STRIDED_SLICE: tensorflow/lite/micro/kernels/strided_slice_common.cc.
import { allTensors, both, type Footprints } from './footprint.ts';

export const stridedSlice: Footprints = {
  STRIDED_SLICE: { parameters: { bytes: 24, alignment: 4 }, opDataBytes: both(84), prepare: allTensors },
};
