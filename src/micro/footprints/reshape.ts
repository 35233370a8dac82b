// RESHAPE: tensorflow/lite/micro/kernels/reshape_common.cc.
import { type Footprints, inputAndOutput } from './footprint.ts';

export const reshape: Footprints = {
  RESHAPE: { parameters: { bytes: 36, alignment: 4 }, prepare: inputAndOutput },
};
