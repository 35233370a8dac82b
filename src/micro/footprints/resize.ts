// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: tensorflow/lite/micro/kernels/resize_bilinear.cc, resize_nearest_neighbor.cc.
import { allTensors, type Footprints } from './footprint.ts';

export const resize: Footprints = {
  RESIZE_BILINEAR: { parameters: { bytes: 2, alignment: 1 }, prepare: allTensors },
  RESIZE_NEAREST_NEIGHBOR: { parameters: { bytes: 2, alignment: 1 }, prepare: allTensors },
};
