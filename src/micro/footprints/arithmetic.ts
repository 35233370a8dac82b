// ADD, SUB, MUL, DIV: tensorflow/lite/micro/kernels/add_common.cc, sub_common.cc, mul_common.cc, div.cc;
// cmsis_nn/add.cc, mul.cc.
import { allTensors, both, type Footprint } from './footprint.ts';

const arithmetic = (parameterBytes: 1 | 2, opDataBytes: number): Footprint => ({
  parameters: { bytes: parameterBytes, alignment: 1, intEnums: { bytes: 4 * parameterBytes, alignment: 4 } },
  opDataBytes: both(opDataBytes),
  prepare: allTensors,
});

export const addFootprint = arithmetic(2, 60);
export const subFootprint = arithmetic(2, 52);
export const mulFootprint = arithmetic(1, 36);
export const divFootprint = arithmetic(1, 28);
