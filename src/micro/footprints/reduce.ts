// MEAN and SUM: tensorflow/lite/micro/kernels/reduce_common.cc, PrepareMeanOrSumHelper; REDUCE_MAX and REDUCE_MIN: PrepareMinMaxHelper.
import {
  both,
  elements,
  type Footprint,
  type Footprints,
  isInt8OrInt16,
  type Node,
  type Request,
  scratch,
  temporaries,
} from './footprint.ts';

const reducer = { parameters: { bytes: 1, alignment: 1 }, opDataBytes: both(44) } as const satisfies Footprint;
const meanOrSum: Footprint = { ...reducer, prepare: prepareMeanOrSum };
const minOrMax: Footprint = { ...reducer, prepare: prepareMinOrMax };

export const reduce: Footprints = {
  MEAN: meanOrSum,
  SUM: meanOrSum,
  REDUCE_MAX: minOrMax,
  REDUCE_MIN: minOrMax,
  REDUCE_ALL: minOrMax,
};

function prepareMeanOrSum({ inputs: [input, axis], outputs: [output] }: Node): Request[] {
  return [
    ...temporaries(input, output, axis),
    ...(isInt8OrInt16(input) ? [scratch(4 * elements(output))] : []),
    scratch(4 * (input?.shape.length ?? 0)),
    scratch(4 * elements(axis)),
  ];
}

function prepareMinOrMax({ inputs: [input, axis], outputs: [output] }: Node): Request[] {
  return [...temporaries(input, output, axis), scratch(4 * (input?.shape.length ?? 0)), scratch(4 * elements(axis))];
}
