import { expect, test } from 'vitest';
import { MAKERS } from '../oracle.ts';
import { cases, run, withoutConstants } from './cases.ts';

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
