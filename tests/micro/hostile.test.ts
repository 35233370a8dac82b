// Damaged and hostile models: an answer or a problem, never an exception and never a hang.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemsOf } from '../../src/base/problem.ts';
import { measureModel } from '../../src/gate/measure.ts';
import { PROFILES, profileOf } from '../../src/micro/profile.ts';
import type { Model, Tensor } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { storedModels } from './ops/stored.ts';
import { MAKERS } from './oracle.ts';
import { arenaFor, interpreterFor } from './simulate.ts';

const files = ['graph41', 'graph16', 'dw_k3x3_h8w8_c4_m2_s1_same'].map((name) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/arena', `${name}.tflite`)),
);
/** Small models of every operator. */
const operators = storedModels().map(writeModel);

function survives(file: Uint8Array): void {
  const model = readModel(file);
  const made = model.ok ? interpreterFor(model.value, MAKERS.reference) : model;
  const ran = made.ok ? made.value.invoke() : made;
  const arenas = model.ok ? PROFILES.slice(0, 2).map((profile) => arenaFor(model.value, profile)) : [];
  for (const outcome of [ran, ...arenas]) {
    if (!outcome.ok) for (const { code } of outcome.problems) expect(code).toMatch(/^(tflite|micro)\//);
  }
}

test('files cut off at any length', () => {
  for (const file of [files[0], ...operators.slice(0, 40)]) {
    for (let length = 0; length < file.length; length += 1 + (file.length >> 7)) survives(file.subarray(0, length));
  }
});

test('files with changed bytes', () => {
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  fc.assert(
    fc.property(
      fc.constantFrom(...files, ...operators),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (file, changes) => {
        const changed = Uint8Array.from(file);
        for (const { at, byte } of changes) changed[at % changed.length] = byte;
        survives(changed);
      },
    ),
    { seed: 1, numRuns: Number(process.env.HOSTILE_RUNS ?? 1500) },
  );
});

const tensor = (shape: readonly number[], more: Partial<Tensor> = {}): Tensor => ({
  name: 't',
  type: 'FLOAT32',
  shape,
  buffer: 0,
  isVariable: false,
  ...more,
});

const modelOf = (tensors: readonly Tensor[], operators: Model['subgraphs'][0]['operators']): Model => ({
  version: 3,
  description: '',
  buffers: [new Uint8Array(0)],
  metadata: [],
  subgraphs: [{ name: '', tensors, operators, inputs: [0], outputs: [tensors.length - 1] }],
});

const operator = (code: 'NEG' | 'SQUEEZE' | 'WHILE' | 'CUSTOM' | 'RESHAPE', inputs: number[], outputs: number[]) =>
  ({ code, version: 1, inputs, outputs, options: {}, hasOptions: false }) as const;

const codes = (model: Model) => {
  const made = interpreterFor(model, MAKERS.reference);
  return made.ok ? made.value.invoke() : made.problems.map(({ code }) => code);
};

test.each([
  [
    'a product of dimensions beyond all memory',
    modelOf([tensor([65536, 65536, 65536]), tensor([1])], []),
    'micro/memory',
  ],
  ['tensors that only together are too large', modelOf(new Array(40).fill(tensor([2 ** 21])), []), 'micro/memory'],
  ['an open shape', modelOf([tensor([-1, 4]), tensor([4])], []), 'micro/dynamic-shape'],
  [
    'a tensor that nothing has written',
    modelOf([tensor([4]), tensor([4]), tensor([4])], [operator('NEG', [1], [2])]),
    'micro/order',
  ],
  [
    'operators in a circle',
    modelOf([tensor([4]), tensor([4]), tensor([4])], [operator('NEG', [2], [1]), operator('NEG', [1], [2])]),
    'micro/order',
  ],
  ['a missing input', modelOf([tensor([4]), tensor([4])], [operator('NEG', [], [1])]), 'micro/input'],
  ['another schema', { ...modelOf([tensor([4])], []), version: 2 }, 'micro/schema-version'],
] as const)('%s', (_, model, code) => {
  expect(codes(model)).toEqual([code]);
});

test('all unsupported operators at once, by index and name', () => {
  const operators = [
    operator('NEG', [0], [1]),
    { ...operator('CUSTOM', [1], [2]), customCode: 'MyOp' },
    { ...operator('NEG', [1], [2]), code: 'RFFT2D' as const },
  ];
  const made = interpreterFor(modelOf([tensor([4]), tensor([4]), tensor([4])], operators), MAKERS.reference);
  expect(made).toMatchObject({
    ok: false,
    problems: [
      { code: 'micro/unsupported', message: expect.stringMatching(/^operator 1 \(MyOp\): neither TFLM nor kd-gate/) },
      {
        code: 'micro/unsupported',
        message: expect.stringMatching(/^operator 2 \(RFFT2D\): TFLM has no such operator/),
      },
    ],
  });
});

test('types that others do not take are told beside unsupported operators', () => {
  const operators = [
    { ...operator('NEG', [0], [1]), code: 'RFFT2D' as const },
    operator('NEG', [0], [1]),
    operator('NEG', [2], [3]),
    operator('NEG', [2], [3]),
  ];
  const half = { ...tensor([4]), type: 'FLOAT16' as const };
  const model = modelOf([tensor([4]), tensor([4]), half, half], operators);
  const made = measureModel(
    writeModel({ ...model, subgraphs: [{ ...model.subgraphs[0], inputs: [0, 2] }] }),
    [profileOf('cortex-m4f/cmsis_nn')],
    MAKERS.reference,
  );
  expect(problemsOf(made).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^operator 0 \(RFFT2D\): TFLM has no such operator; use the custom operator SignalRfft/),
    expect.stringMatching(/^operators 2 and 3 \(NEG\): .* FLOAT16 is not supported; .*; convert to int8 instead/),
  ]);
});

test('problems of another subgraph than the main one say which it is', () => {
  const messagesOf = (second: Model) => {
    const main = modelOf([tensor([4]), tensor([4])], [operator('NEG', [0], [1])]);
    const model = { ...main, subgraphs: [...main.subgraphs, ...second.subgraphs] };
    const made = interpreterFor(model, MAKERS.reference);
    return made.ok ? [] : made.problems.map(({ message }) => message);
  };
  const pair = [tensor([4]), tensor([4])];
  expect(messagesOf(modelOf(pair, [{ ...operator('CUSTOM', [0], [1]), customCode: 'MyOp' }]))).toEqual([
    expect.stringContaining('operator 0 of subgraph 1 (MyOp): '),
  ]);
  expect(messagesOf(modelOf(pair, [operator('NEG', [1], [1])]))).toEqual([
    expect.stringContaining('operator 0 of subgraph 1 reads tensor 1'),
  ]);
  expect(messagesOf(modelOf(pair, [operator('NEG', [], [1])]))).toEqual([
    expect.stringContaining('operator 0 of subgraph 1 (NEG): '),
  ]);
  expect(messagesOf(modelOf([tensor([4]), tensor([-1])], []))).toEqual([
    expect.stringContaining('tensor 1 of subgraph 1 ("t")'),
  ]);
});

/** Subgraphs that each call the next one with IF, whose condition is always true. */
function nested(count: number): Model {
  const quantization = { scales: [1], zeroPoints: [0], quantizedDimension: 0 };
  const value = tensor([1, 8], { type: 'INT8', quantization });
  const tensors = [tensor([1], { type: 'BOOL', buffer: 1 }), value, value];
  const call = (next: number) => ({ thenSubgraphIndex: next, elseSubgraphIndex: count - 1 });
  const subgraphs = Array.from({ length: count }, (_, i): Model['subgraphs'][0] => {
    const plain = { version: 1, outputs: [2] };
    const last = { code: 'RELU', ...plain, inputs: [1], options: {}, hasOptions: false } as const;
    const calling = { code: 'IF', ...plain, inputs: [0, 1], options: call(i + 1), hasOptions: true } as const;
    return { name: '', tensors, inputs: [1], outputs: [2], operators: [i + 1 === count ? last : calling] };
  });
  return { ...modelOf([], []), buffers: [new Uint8Array(0), Uint8Array.of(1)], subgraphs };
}

test('calls in calls in calls never go deeper than the stack is', () => {
  const M4 = [profileOf('cortex-m4f/cmsis_nn')];
  const deepest = measureModel(writeModel(nested(1024)), M4, MAKERS.wasm);
  expect(problemsOf(deepest)).toEqual([]);
  const codesOf = (count: number) =>
    problemsOf(measureModel(writeModel(nested(count)), M4, MAKERS.wasm)).map(({ code }) => code);
  expect(codesOf(1025)).toEqual(['tflite/subgraphs']);
  expect(codesOf(20_000)).toEqual(['tflite/subgraphs']);
});
