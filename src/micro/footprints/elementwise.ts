// One value or two in, one out, element by element: the files of these names in tensorflow/lite/micro/kernels/. Sizes of Init measured
// (opdata of the disassembly), Prepare from the source.
import {
  allTensors,
  both,
  type Footprint,
  type Footprints,
  inputAndOutput,
  persistent,
  temporaries,
} from './footprint.ts';

const plain: Footprint = { prepare: inputAndOutput };
const comparison: Footprint = { opDataBytes: both(32), prepare: ({ inputs }) => temporaries(...inputs) };
const floorDivision: Footprint = { prepare: allTensors };

export const elementwise: Footprints = {
  ABS: { opDataBytes: both(28), prepare: inputAndOutput },
  RSQRT: { opDataBytes: both(28), prepare: inputAndOutput },
  SIN: plain,
  COS: plain,
  LOG: plain,
  SQRT: plain,
  SQUARE: plain,
  LOGICAL_NOT: plain,
  EXP: plain,
  CEIL: plain,
  ROUND: plain,
  // These two have no Prepare.
  NEG: {},
  FLOOR: {},
  EQUAL: comparison,
  NOT_EQUAL: comparison,
  GREATER: comparison,
  GREATER_EQUAL: comparison,
  LESS: comparison,
  LESS_EQUAL: comparison,
  LOGICAL_AND: {},
  LOGICAL_OR: {},
  FLOOR_DIV: floorDivision,
  FLOOR_MOD: floorDivision,
  SQUARED_DIFFERENCE: { opDataBytes: both(112), prepare: allTensors },
  PRELU: { opDataBytes: both(28), prepare: allTensors },
  LOG_SOFTMAX: {
    // sizeof(LogSoftmaxOpData): seven words, only for int8.
    prepare: (node) => [...inputAndOutput(node), ...(node.inputs[0]?.type === 'INT8' ? [persistent(28)] : [])],
  },
};
