// Operators from one tensor to another kind of value: CAST, ARG_MAX, ARG_MIN, L2_NORMALIZATION
// (tensorflow/lite/micro/kernels/cast.cc, arg_min_max.cc, l2norm.cc).
import { both, type Footprints, inputAndOutput } from './footprint.ts';

export const convert: Footprints = {
  CAST: { parameters: { bytes: 2, alignment: 1 }, prepare: inputAndOutput },
  ARG_MAX: { parameters: { bytes: 1, alignment: 1 } },
  ARG_MIN: { parameters: { bytes: 1, alignment: 1 } },
  L2_NORMALIZATION: { parameters: { bytes: 1, alignment: 1 }, opDataBytes: both(4), prepare: inputAndOutput },
};
