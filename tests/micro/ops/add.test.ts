import { expect, test } from 'vitest';
import { MAKERS } from '../oracle.ts';
import { cases, run } from './cases.ts';

test.each(cases('add'))('matches TFLM on plain and on fast kernels: $name', (operatorCase) => {
  const expected = operatorCase.steps.map(({ outputs }) => outputs);
  for (const makeKernels of [MAKERS.reference, MAKERS.wasm]) expect(run(operatorCase, makeKernels)).toEqual(expected);
});
