import { expect, test } from 'vitest';
import { MAKERS } from '../oracle.ts';
import { cases, run, withOneZeroPoint, withoutConstants } from './cases.ts';

test.each(cases('depthwise-conv2d'))('matches TFLM on plain and on fast kernels: $name', (operatorCase) => {
  const expected = operatorCase.steps.map(({ outputs }) => outputs);
  for (const makeKernels of [MAKERS.reference, MAKERS.wasm]) expect(run(operatorCase, makeKernels)).toEqual(expected);
});

test.each(cases('depthwise-conv2d', 'refused'))('refuses what TFLM refuses: $name', (operatorCase) => {
  expect(run(operatorCase, MAKERS.reference)).toEqual([expect.stringMatching(/^micro\/(hybrid|type|quantization)$/)]);
});

test.each(cases('depthwise-conv2d'))('weights that another operator could compute: $name', (operatorCase) => {
  const expected = operatorCase.steps.map(({ outputs }) => outputs);
  expect(run(withoutConstants(operatorCase), MAKERS.wasm)).toEqual(expected);
});

// micro_allocator.cc, InitializeTfLiteTensorFromFlatbuffer: "zero point arrays for weights can be reduced to a single
// value", and TFLM gives each channel that one before any kernel looks.
test.each(cases('depthwise-conv2d'))('one zero point for all scales of the weights: $name', (operatorCase) => {
  const expected = operatorCase.steps.map(({ outputs }) => outputs);
  expect(run(withOneZeroPoint(operatorCase), MAKERS.wasm)).toEqual(expected);
});
