// MEAN and SUM: tensorflow/lite/micro/kernels/reduce_common.cc, PrepareMeanOrSumHelper; REDUCE_MAX and REDUCE_MIN:
// PrepareMinMaxHelper.
import type { OperatorNode } from '../op.ts';
import { elements } from '../tensors/extents.ts';
import { both, type Footprint, isInt8OrInt16, type Request, scratch, temporaries } from './footprint.ts';

const reducer = { parameters: { bytes: 1, alignment: 1 }, opDataBytes: both(44) } as const satisfies Footprint;
export const meanOrSumFootprint: Footprint = { ...reducer, prepare: prepareMeanOrSum };
export const minOrMaxFootprint: Footprint = { ...reducer, prepare: prepareMinOrMax };

function prepareMeanOrSum({ inputs: [input, axis], outputs: [output] }: OperatorNode): Request[] {
  return [
    ...temporaries(input, output, axis),
    ...(isInt8OrInt16(input) ? [scratch(4 * elements(output))] : []),
    scratch(4 * (input?.shape.length ?? 0)),
    scratch(4 * elements(axis)),
  ];
}

function prepareMinOrMax({ inputs: [input, axis], outputs: [output] }: OperatorNode): Request[] {
  return [...temporaries(input, output, axis), scratch(4 * (input?.shape.length ?? 0)), scratch(4 * elements(axis))];
}
