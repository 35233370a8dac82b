// Two inputs, one output: ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM
// (tensorflow/lite/micro/kernels/add_common.cc, sub_common.cc, mul_common.cc, div.cc, maximum_minimum.cc; cmsis_nn/add.cc, mul.cc, maximum_minimum.cc).
import { allTensors, both, type Footprint } from './footprint.ts';

export const addFootprint: Footprint = {
  parameters: { bytes: 2, alignment: 1 },
  opDataBytes: both(60),
  prepare: allTensors,
};
export const subFootprint: Footprint = {
  parameters: { bytes: 2, alignment: 1 },
  opDataBytes: both(52),
  prepare: allTensors,
};
export const mulFootprint: Footprint = {
  parameters: { bytes: 1, alignment: 1 },
  opDataBytes: both(36),
  prepare: allTensors,
};
export const divFootprint: Footprint = {
  parameters: { bytes: 1, alignment: 1 },
  opDataBytes: both(28),
  prepare: allTensors,
};
