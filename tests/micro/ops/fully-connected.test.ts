import { expect, test } from 'vitest';
import { MAKERS } from '../oracle.ts';
import { cases, run, withoutConstants } from './cases.ts';

test.each(cases('fully-connected'))('matches TFLM on plain and on fast kernels: $name', (operatorCase) => {
  const expected = operatorCase.steps.map(({ outputs }) => outputs);
  for (const makeKernels of [MAKERS.reference, MAKERS.wasm]) expect(run(operatorCase, makeKernels)).toEqual(expected);
});

test.each(cases('fully-connected'))('weights that another operator could compute: $name', (operatorCase) => {
  const expected = operatorCase.steps.map(({ outputs }) => outputs);
  expect(run(withoutConstants(operatorCase), MAKERS.wasm)).toEqual(expected);
});
