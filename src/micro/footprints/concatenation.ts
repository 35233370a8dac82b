// CONCATENATION: tensorflow/lite/micro/kernels/concatenation.cc.
import { both, type Footprint, temporaries } from './footprint.ts';

export const concatenationFootprint: Footprint = {
  parameters: { bytes: 8, alignment: 4 },
  opDataBytes: both(24),
  // The first input is looked at for its type, then the output and each input again.
  prepare: ({ inputs, outputs }) => temporaries(inputs[0], ...outputs, ...inputs),
};
