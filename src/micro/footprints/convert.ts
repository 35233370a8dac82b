// Operators from one tensor to another kind of value: CAST, QUANTIZE, DEQUANTIZE, ARG_MAX, ARG_MIN, L2_NORMALIZATION
// (tensorflow/lite/micro/kernels/cast.cc, quantize_common.cc, dequantize_common.cc, arg_min_max.cc, l2norm.cc).
import { both, type Footprint, inputAndOutput } from './footprint.ts';

export const castFootprint: Footprint = { parameters: { bytes: 2, alignment: 1 }, prepare: inputAndOutput };
export const argMinMaxFootprint: Footprint = { parameters: { bytes: 1, alignment: 1 } };
export const l2NormalizationFootprint: Footprint = {
  parameters: { bytes: 1, alignment: 1 },
  opDataBytes: both(4),
  prepare: inputAndOutput,
};
export const quantizeFootprint: Footprint = { opDataBytes: both(32), prepare: inputAndOutput };
