// Two inputs, one output: ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM
// (tensorflow/lite/micro/kernels/add_common.cc, sub_common.cc, mul_common.cc, div.cc, maximum_minimum.cc; cmsis_nn/add.cc, mul.cc, maximum_minimum.cc).
import { allTensors, both, type Footprints } from './footprint.ts';

export const arithmetic: Footprints = {
  ADD: { parameters: { bytes: 2, alignment: 1 }, opDataBytes: both(60), prepare: allTensors },
  SUB: { parameters: { bytes: 2, alignment: 1 }, opDataBytes: both(52), prepare: allTensors },
  MUL: { parameters: { bytes: 1, alignment: 1 }, opDataBytes: both(36), prepare: allTensors },
  DIV: { parameters: { bytes: 1, alignment: 1 }, opDataBytes: both(28), prepare: allTensors },
  MAXIMUM: {},
  MINIMUM: {},
};
