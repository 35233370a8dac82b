// The gate as a whole: mistakes in all models told at once, and stored results judged by the budgets of now.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { done, failed, must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { resolveBoards } from '../../src/config/resolve-boards.ts';
import type { Artifact } from '../../src/gate/artifacts.ts';
import { evaluateOn } from '../../src/gate/evaluate.ts';
import { type GateInput, runGate } from '../../src/gate/gate.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { resultsOf } from '../../src/store/results.ts';
import { memoryStore } from '../store/memory-folder.ts';
import { softmaxRegression } from '../student/softmax-regression.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const digits = (file: string) => readFileSync(join(root, 'fixtures/digits', file));
const FILES = new Map([
  ['test.npz', digits('data/test.npz')],
  ['model.tflite', digits('teacher.tflite')],
  ['two.tflite', readFileSync(join(root, 'fixtures/users/two.tflite'))],
  ['broken.tflite', Buffer.from('a model')],
]);
/** Vitest takes seconds to compare bytes one by one. */
const digestOf = ({ content }: Artifact) => sha256Hex(Buffer.from(content));
const unused = () => {
  throw new Error('nothing is trained or simulated');
};

async function inputOf(yaml: string, change: Partial<GateInput> = {}) {
  const spec = must(parseSpec(`version: 1\nmodels:\n${yaml}`, 'kd.yaml'));
  const reads: string[] = [];
  const stages: string[] = [];
  const input: GateInput = {
    spec,
    specSha256: 'ab'.repeat(32),
    boards: must(await resolveBoards(unused, spec)),
    tool: { name: 'kd-gate', version: '1.2.3', kernelsSha256: 'cd'.repeat(32) },
    tools: {
      read: async (path) => {
        reads.push(path);
        const bytes = FILES.get(path);
        return bytes ? done(bytes) : failed({ code: 'file/missing', message: `there is no file ${path}` });
      },
      makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
      makeTrainer: unused,
      evaluate: evaluateOn(1, unused),
      onProgress: ({ stage }) => stages.push(stage),
    },
    ...change,
  };
  return { input, reads, stages };
}

const MODEL = (name: string, student: string, data = 'test.npz') => `
  ${name}:
    data: { test: { npz: ${data} }, normalize: { divide: 16 } }
    student: ${student}
`;

describe('mistakes', () => {
  test('in all models are told at once, with paths from the root of kd.yaml', async () => {
    const { input } = await inputOf(
      MODEL('lost', '{ tflite: model.tflite }', 'nowhere.npz') +
        MODEL('broken', '{ tflite: broken.tflite }') +
        MODEL('untaught', '{ layers: [{ flatten: {} }, { dense: { units: 10 } }] }') +
        MODEL('absent', '{ tflite: absent.tflite }'),
    );
    const outcome = await runGate(input);
    expect(outcome.ok ? [] : outcome.problems.map(({ code, place }) => [code, place?.path])).toEqual([
      ['file/missing', 'models.lost.data.test.npz'],
      ['tflite/not-tflite', 'models.broken.student.tflite'],
      ['data/train-missing', 'models.untaught.data'],
      ['file/missing', 'models.absent.student.tflite'],
    ]);
  });

  test('in models that were not asked for are not looked for', async () => {
    const yaml = MODEL('lost', '{ tflite: absent.tflite }') + MODEL('digits', '{ tflite: model.tflite }');
    const { input } = await inputOf(yaml, { only: 'digits' });
    expect(must(await runGate(input)).report.models.map(({ name }) => name)).toEqual(['digits']);
  });
});

describe('a model that the user brings', () => {
  const yaml = `${MODEL('digits', '{ tflite: model.tflite }')}    boards: [arduino-nano-33-ble]\n`;

  test('has its accuracy by class and by sample, and the files for its firmware', async () => {
    const { report, artifacts } = must(await runGate((await inputOf(yaml)).input));
    const [{ accuracy, perClass = [], classes }] = report.models;
    const sum = (key: 'correct' | 'total') => perClass.reduce((all, answers) => all + answers[key], 0);
    expect(classes).toHaveLength(10);
    expect({ correct: sum('correct'), total: sum('total') }).toEqual(accuracy);
    expect(artifacts.every(({ model }) => model === 'digits')).toBe(true);
    expect(artifacts.map(({ name }) => name)).toEqual([
      'model.tflite',
      'model_data.h',
      'model_data.cc',
      'model_settings.h',
      'model_resolver.h',
      'model_test.h',
    ]);
    expect(digestOf(artifacts[0])).toBe(sha256Hex(digits('teacher.tflite')));
  });

  test('is found in the store the next time, and judged by the budgets of then', async () => {
    const store = memoryStore();
    const results = resultsOf(store);
    const first = await inputOf(yaml);
    const before = must(await runGate({ ...first.input, results }));
    expect(first.stages).toContain('simulate');
    const second = await inputOf(`${yaml}    budgets: { size: { max: 1 B } }\n`);
    const after = must(await runGate({ ...second.input, results }));
    expect(second.stages).toEqual(['stored']);
    expect([before.report.verdict, after.report.verdict]).toEqual(['warn', 'fail']);
    expect(after.report.models[0]).toEqual({
      ...before.report.models[0],
      verdict: 'fail',
      budgets: after.report.models[0].budgets,
    });
    expect(after.artifacts.map(digestOf)).toEqual(before.artifacts.map(digestOf));
  });
});

describe('without data', () => {
  const BUDGETS = '    budgets: { size: { max: 2 KiB }, arena: { max: 64 KiB } }\n';
  const bare = (file: string, more = '') => `\n  digits:\n    student: { tflite: ${file} }\n${BUDGETS}${more}`;

  test('size, arena and the board are judged, and nothing is simulated for accuracy', async () => {
    const { input, stages } = await inputOf(bare('model.tflite', '    boards: [arduino-nano-33-ble]\n'));
    const { report } = must(await runGate(input));
    const [{ accuracy, classes, budgets, boards }] = report.models;
    expect({ accuracy, classes }).toEqual({});
    expect(budgets.map(({ measure, verdict }) => [measure, verdict])).toEqual([
      ['size', 'fail'],
      ['arena', 'pass'],
    ]);
    expect(boards[0].fits).toBe(true);
    expect(stages).not.toContain('simulate');
  });

  test('a model with two outputs is judged too', async () => {
    const { report } = must(await runGate((await inputOf(bare('two.tflite'))).input));
    expect(report.models[0].budgets.map(({ measure, value }) => [measure, value !== undefined])).toEqual([
      ['size', true],
      ['arena', true],
    ]);
    // The file has 2,792 bytes.
    expect(report.models[0].budgets[0]).toMatchObject({ value: 2792, verdict: 'fail' });
  });

  test('two outputs have no accuracy, which only its own budget minds', async () => {
    const yaml = (budgets: string) => `${MODEL('digits', '{ tflite: two.tflite }')}    budgets: { ${budgets} }\n`;
    const sized = must(await runGate((await inputOf(yaml('size: { max: 3 KiB }'))).input)).report;
    expect(sized).toMatchObject({
      verdict: 'pass',
      models: [{ accuracyReason: expect.stringContaining('2 outputs') }],
    });
    const accurate = must(await runGate((await inputOf(yaml('accuracy: { min: 90% }'))).input)).report;
    expect(accurate.verdict).toBe('not measured');
  });

  test.each(['accuracy: { min: 90% }', 'quantDrop: { max: 1 pp }'])('a budget on %s is a mistake', (budget) => {
    const yaml = `version: 1\nmodels:\n  digits:\n    student: { tflite: a.tflite }\n    budgets: { ${budget} }\n`;
    const parsed = parseSpec(yaml, 'kd.yaml');
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ code: 'budget/no-test-set', place: { line: 5 } }]);
  });

  test('a student of layers learns all the same', async () => {
    const layers = '{ layers: [{ dense: { units: 10 } }] }';
    const data = '{ train: { npz: test.npz }, shape: [64] }';
    const yaml = `\n  digits:\n    data: ${data}\n    student: ${layers}\n    distill: { epochs: 1 }\n`;
    const makeTrainer = softmaxRegression();
    const { input } = await inputOf(yaml);
    const { report } = must(await runGate({ ...input, tools: { ...input.tools, makeTrainer } }));
    expect(report.models[0]).toMatchObject({ training: { epochs: 1 }, classes: expect.arrayContaining(['9']) });
    expect(report.models[0].accuracy).toBeUndefined();
    expect(report.models[0].floatAccuracy).toBeUndefined();
  });
});
