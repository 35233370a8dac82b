// The test set split over threads: the same evaluation as one thread gives, sample by sample.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { evaluate, evaluateOn, runEvaluationJob } from '../../src/gate/evaluate.ts';
import type { TestSet } from '../../src/gate/test-set.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { readModel } from '../../src/tflite/read.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const makeKernels = (bytes: number) => wasmKernels(module, createMemory(bytes));
const bytes = readFileSync(join(root, 'fixtures/arena/fc_64x64_perch.tflite'));
const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), makeKernels));

const count = 101;
const testSet: TestSet = {
  count,
  size: 64,
  classes: 64,
  labels: Int32Array.from({ length: count }, (_, i) => (i * 7) % 64),
  values: Int8Array.from({ length: count * 64 }, (_, i) => ((i * 2654435761) >>> 24) - 128),
};

test('any number of threads gives the evaluation of one', async () => {
  const alone = must(evaluate(interpreter, testSet));
  expect(alone.accuracy?.total).toBe(count);
  expect(alone.correctBySample?.reduce((sum, r) => sum + r, 0)).toBe(alone.accuracy?.correct);
  for (const threads of [1, 2, 3, 7]) {
    const shares: number[] = [];
    const split = evaluateOn(
      threads,
      async (model, share) => {
        shares.push(share.count);
        // As a worker gets it: a copy.
        return runEvaluationJob(structuredClone({ module, model, testSet: share }), makeKernels);
      },
      1,
    );
    expect(must(await split({ bytes, interpreter }, testSet))).toEqual(alone);
    expect(shares).toHaveLength(threads - 1);
  }
});

test('normalised samples are quantized as the input says: (x - subtract) * multiply / scale + zero point', async () => {
  const { quantization } = interpreter.inputs[0];
  const [scale, zeroPoint] = [quantization?.scales[0] ?? 0, quantization?.zeroPoints[0] ?? 0];
  const values = Float32Array.from(testSet.values, (q) => (q - zeroPoint) * scale * 4 + 3);
  const normalised = { ...testSet, values, normalisation: { subtract: 3, multiply: 0.25 } };
  expect(must(evaluate(interpreter, normalised))).toEqual(must(evaluate(interpreter, testSet)));
});

test.each([
  ['data/shape', { size: 32 }],
  ['data/classes', { classes: 65 }],
] as const)('%s when model and samples do not fit', (code, change) => {
  expect(evaluate(interpreter, { ...testSet, ...change })).toMatchObject({ ok: false, problems: [{ code }] });
});
