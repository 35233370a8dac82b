// RESHAPE: tensorflow/lite/micro/kernels/reshape_common.cc.
import { type Footprint, inputAndOutput } from './footprint.ts';

export const reshapeFootprint: Footprint = { parameters: { bytes: 36, alignment: 4 }, prepare: inputAndOutput };
