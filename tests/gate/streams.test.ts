// A wake-word model that keeps its state in variables, on recordings: fixtures/streaming/make.py, TensorFlow's answers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { readNpz } from '../../src/data/readers/npz.ts';
import type { StreamParams } from '../../src/data/streams.ts';
import { evaluate, evaluateOn, runEvaluationJob } from '../../src/gate/evaluate.ts';
import { streamAnswers } from '../../src/gate/stream-answers.ts';
import { postedTestSet, type TestSet } from '../../src/gate/test-set.ts';
import { readSpool } from '../../src/host/spool.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { readModel } from '../../src/tflite/read.ts';

const root = join(import.meta.dirname, '../..');
const file = (name: string) => readFileSync(join(root, 'fixtures/streaming', name));
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const makeKernels = (bytes: number) => wasmKernels(module, createMemory(bytes));
const bytes = file('wake.tflite');
const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), makeKernels));

const [x, y, expected] = must(readNpz(file('recordings.npz'), ['x', 'y', 'answers']));
const [count, steps, features] = x.shape;
const HOPS = 30;
const answersOf = (recording: number) =>
  Array.from(expected.values.slice(recording * HOPS, (recording + 1) * HOPS), Number);
const labels = Int32Array.from(y.values, Number);

const PARAMS: StreamParams = { answer: 'max', window: 1, skip: 0 };

/** The recordings whole, or cut into so many samples each. */
function testSet(params: Partial<StreamParams> = {}, parts = 1): TestSet {
  const recordings = Int32Array.from({ length: count * parts }, (_, i) => Math.floor(i / parts));
  return {
    count: count * parts,
    size: (steps * features) / parts,
    task: 'binary',
    classes: 2,
    labels: Int32Array.from(recordings, (recording) => labels[recording]),
    threshold: 0.5,
    values: Int8Array.from(x.values, Number),
    streams: { params: { ...PARAMS, ...params }, recordings, step: features },
  };
}

test('every step of every recording has the answer of TensorFlow, the state kept and afresh for each recording', () => {
  const levels = Int8Array.from(x.values, Number);
  const [[input], [output]] = [interpreter.inputs, interpreter.outputs];
  for (let recording = 0; recording < count; recording++) {
    interpreter.reset();
    const seen = Array.from({ length: HOPS }, (_, hop) => {
      const from = recording * steps * features + hop * input.bytes;
      interpreter.write(input, new Uint8Array(levels.buffer, from, input.bytes));
      must(interpreter.invoke());
      return interpreter.read(output)[0];
    });
    expect(seen).toEqual(answersOf(recording));
  }
});

/** By the definition, from TensorFlow's answers: uint8 with a scale of 1/256. */
function judged(says: (answers: readonly number[]) => number, threshold = 0.5): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => Number(says(answersOf(i)) / 256 > threshold === labels[i] > 0));
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const smoothed = (values: readonly number[], window: number) =>
  values.map((_, i) => Array.from({ length: window }, (_, k) => values[i - k] ?? 0)).map(mean);

describe('a recording is judged by', () => {
  test.each([
    ['the greatest answer', {}, judged((a) => Math.max(...a))],
    ['the last', { answer: 'last' }, judged((a) => a.at(-1) ?? 0)],
    ['the mean', { answer: 'mean' }, judged(mean)],
    ['the greatest mean of three', { window: 3 }, judged((a) => Math.max(...smoothed(a, 3)))],
    ['the greatest mean of five', { window: 5 }, judged((a) => Math.max(...smoothed(a, 5)))],
    ['the greatest after the first 20', { skip: 20 }, judged((a) => Math.max(...a.slice(20)))],
    ['nothing where all are skipped', { skip: 30 }, judged(() => 0)],
  ] as const)('%s', (_, params, right) => {
    const evaluation = must(evaluate(interpreter, testSet(params)));
    expect(evaluation.correctBySample).toEqual(right);
    expect(evaluation.accuracy).toEqual({ correct: right.reduce((sum, r) => sum + r, 0), total: count });
  });

  test('the model hears the word: all are right by the greatest, half by the last', () => {
    expect(must(evaluate(interpreter, testSet())).accuracy).toEqual({ correct: 24, total: 24 });
    expect(must(evaluate(interpreter, testSet({ answer: 'last' }))).accuracy?.correct).toBeLessThan(20);
  });

  test('a threshold of ESPHome, whose probabilities are 255ths: 0.97 * 255 / 256', () => {
    const threshold = (0.97 * 255) / 256;
    const right = Uint8Array.from({ length: count }, (_, i) => {
      const sums = answersOf(i).map((_, at, all) => [0, 1, 2].reduce((sum, k) => sum + (all[at - k] ?? 0), 0));
      return Number(sums.some((sum) => sum / (255 * 3) > 0.97) === labels[i] > 0);
    });
    const evaluation = must(evaluate(interpreter, { ...testSet({ window: 3 }), threshold }));
    expect(evaluation.correctBySample).toEqual(right);
  });

  test('its samples one by one, with the state kept between them', () => {
    const evaluation = must(evaluate(interpreter, testSet({ answer: 'each' }, HOPS)));
    const right = Array.from({ length: count }, (_, i) => answersOf(i).map((a) => Number(a > 128 === labels[i] > 0)));
    expect(Array.from(evaluation.correctBySample ?? [])).toEqual(right.flat());
  });
});

test.each([2, 3, 5, 30])('recordings in %i samples each are judged as whole ones', (parts) => {
  expect(must(evaluate(interpreter, testSet({ window: 3 }, parts)))).toEqual(
    must(evaluate(interpreter, testSet({ window: 3 }))),
  );
});

test('what is left behind the last hop is no step', () => {
  const whole = testSet({ answer: 'last' });
  const size = whole.size - features;
  const values = new Int8Array(count * size);
  for (let i = 0; i < count; i++) {
    values.set((whole.values as Int8Array).subarray(i * whole.size, i * whole.size + size), i * size);
  }
  const right = judged((a) => a.at(-2) ?? 0);
  expect(must(evaluate(interpreter, { ...whole, size, values })).correctBySample).toEqual(right);
});

test.each([
  ['last', 1],
  ['max', 15],
  ['each', 15],
  ['mean', 3],
] as const)('any number of threads gives the evaluation of one: %s of %i samples', async (answer, parts) => {
  const set = testSet({ answer, window: 2 }, parts);
  const alone = must(evaluate(interpreter, set));
  for (const threads of [1, 2, 4, 7, 100]) {
    const shares: TestSet[] = [];
    const inAnotherThread = async (model: Uint8Array, share: TestSet) => {
      shares.push(share);
      return runEvaluationJob(
        structuredClone({ module, model, testSet: postedTestSet(share) }),
        makeKernels,
        readSpool,
      );
    };
    expect(must(await evaluateOn(threads, inAnotherThread, 1)({ bytes, interpreter }, set))).toEqual(alone);
    expect(shares).toHaveLength(Math.min(threads, count) - 1);
    // No recording in two shares.
    for (const { count: samples } of shares) expect(samples % parts).toBe(0);
  }
});

test.each([
  ['a sample that is shorter than a hop', { size: 80 }],
  ['a hop that is no whole number of steps', { streams: { ...testSet().streams, step: 7 } }],
])('data/shape: %s', (_, change) => {
  const set = { ...testSet(), ...change } as TestSet;
  expect(evaluate(interpreter, set)).toMatchObject({ ok: false, problems: [{ code: 'data/shape' }] });
});

test('data/stream: a window of more answers than memory is to hold', () => {
  const window = 2 ** 24 / interpreter.outputs[0].elements;
  expect(evaluate(interpreter, testSet({ window: window + 1 }))).toMatchObject({
    ok: false,
    problems: [{ code: 'data/stream', message: expect.stringContaining(`with at most ${window}`) }],
  });
});

describe('answers made one, by hand', () => {
  const of = (params: Partial<StreamParams>, ...steps: readonly (readonly number[])[]) => {
    const answers = streamAnswers({ ...PARAMS, ...params }, steps[0].length);
    answers.start();
    for (const step of steps) answers.add(Float64Array.from(step));
    return [...answers.result()];
  };
  const steps = [
    [1, 8],
    [5, 2],
    [3, 5],
  ];

  test.each([
    [{ answer: 'last' }, [3, 5]],
    [{ answer: 'max' }, [5, 8]],
    [{ answer: 'mean' }, [3, 5]],
    [{ answer: 'last', window: 2 }, [4, 3.5]],
    // Means of two: (0.5, 4), (3, 5), (4, 3.5).
    [{ answer: 'max', window: 2 }, [4, 5]],
    [{ answer: 'mean', window: 2 }, [2.5, 12.5 / 3]],
    [{ answer: 'max', skip: 1 }, [5, 5]],
    [{ answer: 'last', window: 8 }, [9 / 8, 15 / 8]],
    [{ answer: 'mean', skip: 9 }, [0, 0]],
  ] as const)('%j', (params, expected) => {
    expect(of(params, ...steps)).toEqual(expected);
  });

  test('the greatest of negative answers is no zero', () => {
    expect(of({ answer: 'max' }, [-3], [-1], [-2])).toEqual([-1]);
  });
});
