// One input, one output of the same shape: RELU, RELU6, LOGISTIC, TANH, HARD_SWISH, LEAKY_RELU, ELU
// (tensorflow/lite/micro/kernels/activations_common.cc, logistic_common.cc, tanh.cc, hard_swish_common.cc,
// leaky_relu_common.cc, elu.cc).
import { both, type Footprint, inputAndOutput, temporaries } from './footprint.ts';

export const reluFootprint: Footprint = { opDataBytes: both(28), prepare: inputAndOutput };
// Relu6Prepare takes no output.
export const relu6Footprint: Footprint = { opDataBytes: both(8), prepare: ({ inputs: [input] }) => temporaries(input) };
export const logisticFootprint: Footprint = { opDataBytes: both(16), prepare: inputAndOutput };
// TanhPrepare takes the input once more than LogisticPrepare.
export const tanhFootprint: Footprint = {
  opDataBytes: both(16),
  prepare: ({ inputs: [input], outputs: [output] }) => temporaries(input, input, output),
};
export const hardSwishFootprint: Footprint = { opDataBytes: both(20), prepare: inputAndOutput };
export const leakyReluFootprint: Footprint = {
  parameters: { bytes: 4, alignment: 4 },
  opDataBytes: both(24),
  prepare: inputAndOutput,
};
export const eluFootprint: Footprint = { opDataBytes: both(256), prepare: inputAndOutput };
