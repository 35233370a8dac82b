// TFLM's audio front end on the simulated kernels, for data that are read through it.
import { must, orBug } from '../base/problem.ts';
import type { Frontend } from '../data/features/feature.ts';
import { FRONTEND, preprocessorModel } from '../micro/frontend/preprocessor.ts';
import { createInterpreter } from '../micro/interpret.ts';
import { resolve } from '../micro/resolve.ts';
import type { MakeKernels } from '../simd/kernels.ts';

export function tflmFrontend(makeKernels: MakeKernels): Frontend {
  const interpreter = orBug(createInterpreter(orBug(resolve(preprocessorModel())), makeKernels));
  const { inputs, outputs, reset, write, read, invoke, operationsPerInvoke } = interpreter;
  return {
    ...FRONTEND,
    macs: operationsPerInvoke,
    reset,
    run(window) {
      write(inputs[0], new Uint8Array(window.buffer, window.byteOffset, window.byteLength));
      must(invoke());
      return new Int8Array(read(outputs[0]).buffer);
    },
  };
}
