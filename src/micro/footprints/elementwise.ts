// One value or two in, one out, element by element: the files of these names in tensorflow/lite/micro/kernels/. Sizes
// of Init measured (opdata of the disassembly), Prepare from the source.
import { allTensors, both, type Footprint, inputAndOutput, persistent, temporaries } from './footprint.ts';

export const comparisonFootprint: Footprint = {
  opDataBytes: both(32),
  prepare: ({ inputs }) => temporaries(...inputs),
};

// OpDataAbsRsqrt ends with a bool and two enums: three bytes here, three words where enums are ints (not measured).
export const absFootprint: Footprint = { opDataBytes: { ...both(28), intEnums: 36 }, prepare: inputAndOutput };
export const rsqrtFootprint: Footprint = absFootprint;
export const squaredDifferenceFootprint: Footprint = { opDataBytes: both(112), prepare: allTensors };
export const preluFootprint: Footprint = { opDataBytes: both(28), prepare: allTensors };
export const logSoftmaxFootprint: Footprint = {
  // sizeof(LogSoftmaxOpData): seven words, only for int8.
  prepare: (node) => [...inputAndOutput(node), ...(node.inputs[0]?.type === 'INT8' ? [persistent(28)] : [])],
};
