// A student that learns from the layers of a teacher that is trained here, through the whole gate.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeProblem, done, must, problemsOf } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { evaluateOn } from '../../src/gate/evaluate.ts';
import { runGate } from '../../src/gate/gate.ts';
import type { ProgressEvent } from '../../src/gate/progress.ts';
import { trainerWith } from '../../src/nn/train.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { resultsOf } from '../../src/store/results.ts';
import { type MemoryStore, memoryStore } from '../store/memory-folder.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const digits = (file: string) => readFileSync(join(root, 'fixtures/digits', file));
const unused = () => {
  throw new Error('no other thread is started');
};
const CONV = '{ name: look, conv2d: { filters: 6, kernel: 3, stride: 2, activation: relu } }';
const TEACHER = `{ layers: [${CONV}, { flatten: {} }, { dense: { units: 10 } }], train: { epochs: 1 } }`;

function run(distill: string, { teacher = TEACHER, units = 4, store }: Part = {}) {
  const window = `filters: ${units}, kernel: 3, stride: 2`;
  const student = `{ name: own, conv2d: { ${window}, batchNorm: true, activation: relu } }`;
  const text = `version: 1
models:
  digits:
    data: { train: { npz: train.npz }, test: { npz: test.npz }, normalize: { divide: 16 } }
    teacher: ${teacher}
    student: { layers: [${student}, { dense: { units: 10 } }] }
    distill: { epochs: 1, ${distill} }
`;
  const events: ProgressEvent[] = [];
  const tools = {
    read: async (path: string) => done(Uint8Array.from(digits(path === 'teacher.tflite' ? path : `data/${path}`))),
    makeKernels: (bytes: number) => wasmKernels(module, createMemory(bytes)),
    makeTrainer: trainerWith({ module, threads: 1, startWorker: unused }),
    evaluate: evaluateOn(1, unused),
    onProgress: (event: ProgressEvent) => events.push(event),
  };
  const outcome = runGate({
    spec: must(parseSpec(text, 'kd.yaml')),
    specSha256: 'ab'.repeat(32),
    boards: new Map(),
    tool: { name: 'kd-gate', version: '1.2.3', kernelsSha256: 'cd'.repeat(32) },
    tools,
    results: store && resultsOf(store),
  });
  return outcome.then((result) => ({ result, events }));
}

interface Part {
  readonly teacher?: string;
  readonly units?: number;
  readonly store?: MemoryStore;
}

const PAIR = 'pairs: [{ student: own, teacher: look }]';

test('hints and attention change the student, and the report has the formula', async () => {
  const reports = await Promise.all(
    ['alpha: 0.1', `hints: { weight: 2, ${PAIR} }, attention: { ${PAIR} }, labelSmoothing: 0.1`].map(
      async (distill) => {
        const [model] = must((await run(distill)).result).report.models;
        return { sha256: model.model.sha256, formula: model.training?.formula };
      },
    ),
  );
  expect(reports[1].formula).toBe(
    "0.1 * CE + 0.9 * 3^2 * KL(teacher / 3 || student / 3) + 1 * MSE(own, teacher's look) + " +
      "500 * MSE(map of own, map of teacher's look), labels smoothed by 0.1",
  );
  expect(reports[0].sha256).not.toBe(reports[1].sha256);
});

test('a stored teacher shows its layers without being trained again, to the same student', async () => {
  const store = memoryStore();
  const hinted = `hints: { ${PAIR} }`;
  must((await run('alpha: 0.1', { store })).result);
  const { result, events } = await run(hinted, { store });
  expect(events.filter(({ stage, done: parts = 0 }) => stage === 'teacher' && parts > 0)).toEqual([]);
  const shaOf = (outcome: typeof result) => must(outcome).report.models[0].model.sha256;
  expect(shaOf(result)).toMatch(/^[0-9a-f]{64}$/);
  expect(shaOf(result)).toBe(shaOf((await run(hinted)).result));
});

test.each([
  [
    'a layer that is not there',
    `hints: { pairs: [{ student: own, teacher: lok }] }`,
    TEACHER,
    'hints.pairs[0].teacher',
  ],
  ['a teacher that is a file', `hints: { ${PAIR} }`, '{ tflite: teacher.tflite }', 'hints'],
])('%s is a problem before the teacher is trained', async (_, distill, teacher, path) => {
  const { result, events } = await run(distill, { teacher });
  expect(problemsOf(result)).toMatchObject([{ place: { path: `models.digits.distill.${path}` } }]);
  expect(problemsOf(result).map(describeProblem).length).toBe(1);
  expect(events.filter(({ stage }) => stage === 'teacher')).toEqual([]);
});
