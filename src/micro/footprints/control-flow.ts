// IF, WHILE, CALL_ONCE and resource variables: tensorflow/lite/micro/kernels/if.cc, while.cc, call_once.cc, var_handle.cc, assign_variable.cc,
// read_variable.cc. Parameters and Init measured, Prepare from the source. What the application allocates for the variables themselves
// (MicroResourceVariables) is not in the interpreter's count.
import { both, type Footprints, temporaries } from './footprint.ts';

export const controlFlow: Footprints = {
  IF: {
    parameters: { bytes: 8, alignment: 4 },
    opDataBytes: both(8),
    prepare: ({ inputs: [condition] }) => temporaries(condition),
  },
  WHILE: { parameters: { bytes: 8, alignment: 4 }, opDataBytes: both(8) },
  CALL_ONCE: { parameters: { bytes: 4, alignment: 4 }, opDataBytes: both(8) },
  VAR_HANDLE: { parameters: { bytes: 8, alignment: 4 }, opDataBytes: both(4) },
  READ_VARIABLE: { prepare: ({ inputs: [handle], outputs: [output] }) => temporaries(handle, output) },
  ASSIGN_VARIABLE: { prepare: ({ inputs: [handle, value] }) => temporaries(handle, value) },
};
