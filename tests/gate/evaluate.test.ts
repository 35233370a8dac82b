// The test set split over threads: the same evaluation as one thread gives, sample by sample.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { sampleWriters } from '../../src/data/sample-writer.ts';
import { isStored } from '../../src/data/stored-values.ts';
import { evaluate, evaluateOn, runEvaluationJob } from '../../src/gate/evaluate.ts';
import { runRecords } from '../../src/gate/measure.ts';
import { postedTestSet, type TestSet } from '../../src/gate/test-set.ts';
import { openSpool, readSpool } from '../../src/host/spool.ts';
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
const levels = Int8Array.from({ length: count * 64 }, (_, i) => ((i * 2654435761) >>> 24) - 128);
const testSet: TestSet = {
  count,
  size: 64,
  classes: 64,
  labels: Int32Array.from({ length: count }, (_, i) => (i * 7) % 64),
  values: levels,
};

/** As a worker gets its share: a copy, and files of samples by their number. */
async function inAnotherThread(model: Uint8Array, share: TestSet) {
  const job = structuredClone({ module, model, testSet: postedTestSet(share) });
  return runEvaluationJob(job, makeKernels, readSpool);
}

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
        return inAnotherThread(model, share);
      },
      1,
    );
    expect(must(await split({ bytes, interpreter }, testSet))).toEqual(alone);
    expect(shares).toHaveLength(threads - 1);
  }
});

test('samples in a file give the evaluation of those in memory, on any number of threads', async () => {
  const spool = openSpool();
  const writer = sampleWriters(spool, 1000)('int8', [64], count);
  for (let i = 0; i < count; i++) writer.add(levels.subarray(i * 64, (i + 1) * 64));
  const { values } = writer.finish();
  expect(isStored(values)).toBe(true);
  const stored = { ...testSet, values };
  const alone = must(evaluate(interpreter, testSet));
  for (const threads of [1, 2, 3]) {
    expect(must(await evaluateOn(threads, inAnotherThread, 1)({ bytes, interpreter }, stored))).toEqual(alone);
  }
  spool.close();
});

test('normalised samples are quantized as the input says: (x - subtract) * multiply / scale + zero point', async () => {
  const { quantization } = interpreter.inputs[0];
  const [scale, zeroPoint] = [quantization?.scales[0] ?? 0, quantization?.zeroPoints[0] ?? 0];
  const values = Float32Array.from(levels, (q) => (q - zeroPoint) * scale * 4 + 3);
  const normalised = { ...testSet, values, normalisation: { subtract: 3, multiply: 0.25 } };
  expect(must(evaluate(interpreter, normalised))).toEqual(must(evaluate(interpreter, testSet)));
  const turns = { subtract: Float32Array.of(3, 3), multiply: Float32Array.of(0.25, 0.25) };
  expect(evaluate(interpreter, { ...normalised, normalisation: turns })).toEqual(evaluate(interpreter, testSet));
});

test.each([
  ['data/shape', { size: 32 }],
  ['data/classes', { classes: 65 }],
] as const)('%s when model and samples do not fit', (code, change) => {
  expect(evaluate(interpreter, { ...testSet, ...change })).toMatchObject({ ok: false, problems: [{ code }] });
});

test('a model of one output is no classifier of two classes, and the message says what it is', () => {
  const wake = readFileSync(join(root, 'fixtures/streaming/wake.tflite'));
  const one = must(createInterpreter(must(resolve(must(readModel(wake)))), makeKernels));
  expect(evaluate(one, { ...testSet, size: 120, classes: 2 })).toMatchObject({
    problems: [
      { message: expect.stringMatching(/with 1 value; .* 2 classes; one output that says yes or no is task b/) },
    ],
  });
});

describe('answers that are no classes', () => {
  const [output] = interpreter.outputs;
  const [scale, zeroPoint] = [output.quantization?.scales[0] ?? 0, output.quantization?.zeroPoints[0] ?? 0];
  /** [count, 64], what the model answers, as real values. */
  const reals = Float32Array.from(
    Array.from({ length: count }, (_, n) => {
      const record = new Uint8Array(levels.buffer, n * 64, 64);
      const { outputs } = must(runRecords(interpreter, record, false));
      return Array.from(new Int8Array(outputs.buffer, outputs.byteOffset, 64), (q) => scale * (q - zeroPoint));
    }).flat(),
  );
  const none = new Int32Array(0);
  const valuesSet: TestSet = { ...testSet, task: 'regression', labels: none, targets: reals.map((v) => v + 0.25) };
  const flags = reals.map((v, i) => Number(v > 0 !== (i % 4 === 0)));
  const flagsSet: TestSet = { ...testSet, task: 'multi-label', labels: none, targets: flags, threshold: 0 };

  test('errors are those of the real values, right answers those above the threshold', () => {
    const { error } = must(evaluate(interpreter, valuesSet));
    expect(error?.mae).toBeCloseTo(0.25, 5);
    expect(error?.rmse).toBeCloseTo(0.25, 5);
    const { accuracy, exactMatch, byOutput } = must(evaluate(interpreter, flagsSet));
    // Of every four outputs one was turned: 0, 4, 8 and so on.
    expect(accuracy).toEqual({ correct: (count * 64 * 3) / 4, total: count * 64 });
    expect(exactMatch).toEqual({ correct: 0, total: count });
    expect(byOutput?.slice(0, 2)).toEqual([0, count].map((correct) => ({ correct, total: count })));
  });

  test.each([
    ['values', valuesSet],
    ['yes or no', flagsSet],
    ['samples as their own targets', { ...testSet, task: 'regression', labels: testSet.labels.map((l) => l % 2) }],
  ] as const)('%s: any number of threads gives the evaluation of one', async (_, set) => {
    const alone = must(evaluate(interpreter, set));
    for (const threads of [2, 3]) {
      expect(must(await evaluateOn(threads, inAnotherThread, 1)({ bytes, interpreter }, set))).toEqual(alone);
    }
  });
});
