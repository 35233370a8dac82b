// Recordings through the whole gate and through `measure --data`: kd.yaml and the command line ask the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import type { MeasureOptions } from '../../src/commands/measure/options.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { readNpz } from '../../src/data/readers/npz.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { evaluateOn } from '../../src/gate/evaluate.ts';
import { runGate } from '../../src/gate/gate.ts';
import { contradictionsOf } from '../../src/report/contradictions.ts';
import { readReport } from '../../src/report/read.ts';
import { renderJson, renderText } from '../../src/report/text.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { memoryHost, memoryIo } from '../commands/io.ts';
import { npyOf, npzOf } from '../data/npz.ts';
import { gateInput } from './in-memory.ts';

const root = join(import.meta.dirname, '../..');
const file = (name: string) => readFileSync(join(root, 'fixtures/streaming', name));
const [x, y, answers] = must(readNpz(file('recordings.npz'), ['x', 'y', 'answers']));
const [count, steps, features] = x.shape;
const HOPS = 30;
/** The right answers among TensorFlow's, a yes where more than half is said. */
const rightBy = (says: (probabilities: readonly number[]) => number) =>
  Array.from({ length: count }, (_, i) => Array.from(answers.values.slice(i * HOPS, (i + 1) * HOPS), Number)).filter(
    (own, i) => says(own) > 128 === Number(y.values[i]) > 0,
  ).length;

/** As the front end's values, which the model's input quantizes: (q + 128) * scale. */
const whole = npzOf({
  x: { type: '|i1', shape: [count, steps, features], values: x.values as Int8Array },
  y: { type: '|u1', shape: [count], values: y.values as Uint8Array },
});
/** The same cut into hops, and the recording of each. */
const cut = npzOf({
  x: { type: '|i1', shape: [count * HOPS, 3, features], values: x.values as Int8Array },
  y: {
    type: '|u1',
    shape: [count * HOPS],
    values: Uint8Array.from({ length: count * HOPS }, (_, i) => Number(y.values[Math.floor(i / HOPS)])),
  },
  g: {
    type: '|u1',
    shape: [count * HOPS],
    values: Uint8Array.from({ length: count * HOPS }, (_, i) => Math.floor(i / HOPS)),
  },
});
const FILES = new Map([
  ['wake.tflite', new Uint8Array(file('wake.tflite'))],
  ['whole.npz', whole],
  ['cut.npz', cut],
]);
const SCALE = 0.0988045483827591;

function yamlOf(test: string, stream: string, task = 'binary'): string {
  return `version: 1
models:
  wake:
    task: ${task}
    data:
      test: ${test}
      stream: ${stream}
      normalize: { subtract: -128, divide: ${1 / SCALE} }
    student: { tflite: wake.tflite }
    boards: []
    budgets: { accuracy: { min: 90% } }
`;
}

async function run(set: string, stream: string) {
  const { report } = must(await runGate(gateInput(yamlOf(set, stream), FILES)));
  const [model] = report.models;
  expect(contradictionsOf(model)).toEqual([]);
  expect(must(readReport(renderJson(report), 'report.json'))).toEqual(report);
  return { model, text: renderText(report, { colour: false }) };
}

describe('kd.yaml', () => {
  test.each([
    ['{ answer: max }', (own: readonly number[]) => Math.max(...own)],
    ['{}', (own: readonly number[]) => own.at(-1) ?? 0],
    ['{ answer: mean }', (own: readonly number[]) => own.reduce((sum, a) => sum + a, 0) / HOPS],
  ] as const)('stream: %s judges recordings as TensorFlow answers them', async (stream, says) => {
    const { model } = await run('{ npz: whole.npz }', stream);
    expect(model.accuracy).toEqual({ correct: rightBy(says), total: count });
    expect((await run('{ npz: cut.npz, group: g }', stream)).model.accuracy).toEqual(model.accuracy);
  });

  test('the report says how many recordings and steps there are, and a budget judges recordings', async () => {
    const { model, text } = await run('{ npz: whole.npz }', '{ answer: max, window: 2 }');
    expect(model.streams).toEqual({ recordings: 24, steps: 720, answer: 'max' });
    expect(model.perClass?.map(({ total }) => total)).toEqual([12, 12]);
    expect(text).toMatch(/test recordings +24, 720 steps; judged by the greatest answer/);
    expect(model.verdict).toBe('pass');
  });

  test('the same question of the same recordings is a paired test of recordings', async () => {
    const { report: base } = must(await runGate(gateInput(yamlOf('{ npz: whole.npz }', '{ answer: max }'), FILES)));
    const baseline = new Map(base.models.map((model) => [model.name, { ...model, tool: base.tool }]));
    const input = gateInput(yamlOf('{ npz: whole.npz }', '{}'), FILES);
    const [model] = must(await runGate({ ...input, baseline })).report.models;
    const [lost, gained] = [24 - rightBy((own) => own.at(-1) ?? 0), 0];
    expect(model.paired).toMatchObject({ total: 24, lost, gained });
  });

  test.each([
    ['student: { tflite: wake.tflite }', 'student: { layers: [{ dense: { units: 1 } }] }', 'data.stream'],
    ['test: { npz: whole.npz }', 'classes: [no, wake]', 'data.stream'],
  ])('without "%s" the section is a mistake', (text, instead, path) => {
    const yaml = yamlOf('{ npz: whole.npz }', '{}').replace(text, instead);
    const problems = problemsOf(parseSpec(yaml.replace('budgets: { accuracy: { min: 90% } }', ''), 'kd.yaml'));
    expect(problems.map(({ code, place }) => [code, place?.path])).toContainEqual([
      'spec/choice',
      `models.wake.${path}`,
    ]);
  });

  test.each(['{ answer: best }', '{ window: 0 }', '{ skip: -1 }', '{ hop: 3 }', '{ threshold: high }'])(
    'stream: %s is a mistake with its place',
    (stream) => {
      const [problem] = problemsOf(parseSpec(yamlOf('{ npz: whole.npz }', stream), 'kd.yaml'));
      expect(problem.place).toMatchObject({ file: 'kd.yaml', line: 7 });
    },
  );

  test('samples of one recording with two answers are a mistake, but for answer: each', async () => {
    const mixed = npzOf({
      x: { type: '|i1', shape: [4, 3, features], values: (x.values as Int8Array).slice(0, 4 * 3 * features) },
      y: { type: '|u1', shape: [4], values: Uint8Array.of(0, 0, 1, 1) },
      g: { type: '|u1', shape: [4], values: Uint8Array.of(5, 5, 5, 5) },
    });
    const files = new Map([...FILES, ['mixed.npz', mixed]]);
    const set = '{ npz: mixed.npz, group: g }';
    const [problem] = problemsOf(await runGate(gateInput(yamlOf(set, '{}'), files)));
    expect(problem).toMatchObject({ code: 'data/stream', place: { path: 'models.wake.data.test' } });
    expect(problem.message).toMatch(/samples 1 and 2 .* write answer: each/);
    const { report } = must(await runGate(gateInput(yamlOf(set, '{ answer: each }'), files)));
    expect(report.models[0].accuracy?.total).toBe(4);
  });
});

describe('measure --data --stateful', () => {
  const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
  const engine: Engine = {
    version: '1.2.3',
    kernelsSha256: 'ab'.repeat(32),
    buildSha256: 'cd'.repeat(32),
    makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
    trainerOn: () => expect.unreachable(),
    evaluateOn: () => evaluateOn(1, () => expect.unreachable()),
  };
  const files = {
    'm.tflite': FILES.get('wake.tflite') ?? '',
    x: npyOf({ type: '|i1', shape: [count, steps, features], values: x.values as Int8Array }),
    y: npyOf({ type: '|u1', shape: [count], values: y.values as Uint8Array }),
    hops: npyOf({ type: '|i1', shape: [count * HOPS, 3 * features], values: x.values as Int8Array }),
    each: npyOf({
      type: '|u1',
      shape: [count * HOPS],
      values: Uint8Array.from({ length: count * HOPS }, (_, i) => Number(y.values[Math.floor(i / HOPS)])),
    }),
    g: npyOf({
      type: '|u1',
      shape: [count * HOPS],
      values: Uint8Array.from({ length: count * HOPS }, (_, i) => Math.floor(i / HOPS)),
    }),
  };
  const measure = async (options: MeasureOptions) => {
    const io = memoryIo(files);
    const status = await executeCommand(measureCommand, memoryHost(io, engine), ['m.tflite'], {
      json: true,
      ...options,
    });
    return { status, ...io.written };
  };
  const streamed = { data: 'x', labels: 'y', task: 'binary', stateful: true } as const;

  test.each([
    [{}, rightBy((own) => own.at(-1) ?? 0)],
    [{ answer: 'max' }, rightBy((own) => Math.max(...own))],
    [{ answer: 'max', skip: 25 }, rightBy((own) => Math.max(...own.slice(25)))],
    [{ answer: 'max', data: 'hops', labels: 'each', groups: 'g' }, rightBy((own) => Math.max(...own))],
    // A cutoff that nothing exceeds: those without the word are right.
    [{ answer: 'max', threshold: 0.9999 }, 12],
  ] as const)('%j', async (options, correct) => {
    const { out, err } = await measure({ ...streamed, ...options });
    expect(err).toBe('');
    expect(JSON.parse(out).accuracy).toEqual({ correct, total: count });
  });

  test.each([
    [{ answer: 'max' }, /--answer is about recordings .* add --data and --stateful/],
    [{ ...streamed, stateful: false, groups: 'g' }, /--groups is about recordings/],
    [{ ...streamed, task: 'classify', threshold: 0.5 }, /--threshold is for yes or no/],
    [{ ...streamed, groups: 'g' }, /--data has 24 samples, --groups 720 values/],
  ] as const)('%j is a mistake', async (options, message) => {
    const { status, err } = await measure(options);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
