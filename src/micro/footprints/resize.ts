// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: tensorflow/lite/micro/kernels/resize_bilinear.cc,
// resize_nearest_neighbor.cc.
import { allTensors, type Footprint } from './footprint.ts';

export const resizeFootprint: Footprint = { parameters: { bytes: 2, alignment: 1 }, prepare: allTensors };
