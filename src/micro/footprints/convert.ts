// Operators from one tensor to another kind of value: CAST, QUANTIZE, DEQUANTIZE, ARG_MAX, ARG_MIN, L2_NORMALIZATION
// (tensorflow/lite/micro/kernels/cast.cc, quantize_common.cc, dequantize_common.cc, arg_min_max.cc, l2norm.cc).
import { both, type Footprint, inputAndOutput, ONE_ENUM } from './footprint.ts';

export const castFootprint: Footprint = {
  parameters: { bytes: 2, alignment: 1, intEnums: { bytes: 8, alignment: 4 } },
  prepare: inputAndOutput,
};
export const argMinMaxFootprint: Footprint = { parameters: ONE_ENUM };
export const l2NormalizationFootprint: Footprint = {
  parameters: ONE_ENUM,
  opDataBytes: both(4),
  prepare: inputAndOutput,
};
export const quantizeFootprint: Footprint = { opDataBytes: both(32), prepare: inputAndOutput };
