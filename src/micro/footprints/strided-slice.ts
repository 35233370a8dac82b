// STRIDED_SLICE: tensorflow/lite/micro/kernels/strided_slice_common.cc.
import { allTensors, both, type Footprint } from './footprint.ts';

export const stridedSliceFootprint: Footprint = {
  parameters: { bytes: 24, alignment: 4 },
  opDataBytes: both(84),
  prepare: allTensors,
};
