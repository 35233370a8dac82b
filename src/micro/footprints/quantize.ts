// QUANTIZE and DEQUANTIZE: tensorflow/lite/micro/kernels/quantize_common.cc, dequantize_common.cc.
import { both, type Footprints, inputAndOutput } from './footprint.ts';

export const quantize: Footprints = {
  QUANTIZE: { opDataBytes: both(32), prepare: inputAndOutput },
  DEQUANTIZE: { opDataBytes: both(32), prepare: inputAndOutput },
};
