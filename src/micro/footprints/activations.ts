// One input, one output of the same shape: RELU, RELU6, LOGISTIC, TANH, HARD_SWISH, LEAKY_RELU, ELU
// (tensorflow/lite/micro/kernels/activations_common.cc, logistic_common.cc, tanh.cc, hard_swish_common.cc, leaky_relu_common.cc, elu.cc).
import { both, type Footprints, inputAndOutput, temporaries } from './footprint.ts';

export const activations: Footprints = {
  RELU: { opDataBytes: both(28), prepare: inputAndOutput },
  RELU6: { opDataBytes: both(8), prepare: inputAndOutput },
  LOGISTIC: { opDataBytes: both(16), prepare: inputAndOutput },
  // TanhPrepare takes the input once more than LogisticPrepare.
  TANH: {
    opDataBytes: both(16),
    prepare: ({ inputs: [input], outputs: [output] }) => temporaries(input, input, output),
  },
  HARD_SWISH: { opDataBytes: both(20), prepare: inputAndOutput },
  LEAKY_RELU: { parameters: { bytes: 4, alignment: 4 }, opDataBytes: both(24), prepare: inputAndOutput },
  ELU: { opDataBytes: both(256), prepare: inputAndOutput },
};
