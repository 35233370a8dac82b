// QUANTIZE and DEQUANTIZE: tensorflow/lite/micro/kernels/quantize_common.cc, dequantize_common.cc.
import { both, type Footprint, inputAndOutput } from './footprint.ts';

export const quantizeFootprint: Footprint = { opDataBytes: both(32), prepare: inputAndOutput };
