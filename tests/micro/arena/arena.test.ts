import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { index, modelLibrary, table } from '../../../fixtures/oracle/evidence.ts';
import type { Outcome } from '../../../src/base/problem.ts';
import { type Arena, measureRefusals } from '../../../src/micro/arena/arena.ts';
import { lifetimesOf } from '../../../src/micro/arena/lifetimes.ts';
import { findProfile, PROFILES, profileOf } from '../../../src/micro/profile.ts';
import { resolve } from '../../../src/micro/resolve.ts';
import type { Model } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { ARENA_DIFFERENCES, unexpected } from '../../known-differences.ts';
import { storedModels } from '../ops/stored.ts';
import { MAKERS } from '../oracle.ts';
import { arenaFor, interpreterFor } from '../simulate.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const fixturePath = (name: string) => here(`../../../fixtures/arena/${name}.tflite`);
const fixture = (name: string) => read(fixturePath(name));

function taken<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map((p) => p.message).join('; '));
  return outcome.value;
}

function read(path: string): Model {
  return taken(readModel(readFileSync(path)));
}

function arenaOf(model: Model, profile: string): Arena {
  return taken(arenaFor(model, profileOf(profile)));
}

/** As a row of fixtures/oracle has it. */
function rowOf({ arenaUsedBytes: used, headBytes: head, tailBytes: tail, arenaMinBytes: min, planned }: Arena) {
  const placed = (wanted: 'tensor' | 'scratch') =>
    planned.filter(({ kind }) => kind === wanted).map(({ index, bytes, offset }) => [index, bytes, offset]);
  return { used, head, tail, min, scratch: placed('scratch'), tensors: placed('tensor') };
}

describe('the arena is that of the runtime, to the byte', () => {
  test('used, head, tail, smallest arena and offsets of every measured model on every core', () => {
    const modelOf = modelLibrary();
    const differing: string[] = [];
    const rows = [...table('arenas'), ...table('esp-arenas')];
    for (const row of rows) {
      const arena = arenaOf(modelOf(row), row.profile);
      const found = rowOf(arena);
      // The second sweep wrote down what a scratch buffer takes, not what was asked for.
      const round = (bytes: number) => (row.source === 'armsweep' ? Math.ceil(bytes / 16) * 16 : bytes);
      const scratch = found.scratch.map(([op, bytes, offset]) => [op, round(bytes), offset]);
      const { source, model, profile, ...expected } = row;
      const recorded = { scratch: row.scratch === 0 ? 0 : scratch, tensors: row.tensors === 0 ? 0 : found.tensors };
      if (!isDeepStrictEqual({ ...found, ...recorded }, expected)) differing.push(`${source} ${profile} ${model}`);
      const parts = Object.values(arena.tailByCategory);
      expect(parts.reduce((sum, bytes) => sum + bytes, 0)).toBe(found.tail);
    }
    expect(unexpected(differing, ARENA_DIFFERENCES)).toEqual([]);
    expect(rows.length).toBe(index().checks.arenas.fixtures + index().checks.espArenas.fixtures);
  });

  test('the peak is the operator with most bytes alive, and says which they are', () => {
    const arena = arenaOf(fixture('graph09'), 'cortex-m4f/cmsis_nn');
    const alive = (scope: number) =>
      arena.planned.filter((b) => b.firstUse <= scope && scope <= b.lastUse).reduce((sum, b) => sum + b.bytes, 0);
    const { operators } = fixture('graph09').subgraphs[0];
    const sums = operators.map((_, i) => alive(i + 1));
    expect(sums[arena.peak.operatorIndex]).toBe(Math.max(...sums));
    expect(arena.peak.liveBuffers.reduce((sum, b) => sum + b.bytes, 0)).toBe(Math.max(...sums));
  });
});

describe('what can not be measured', () => {
  const model = fixture('relu_1x1024');
  const [graph] = model.subgraphs;
  const codeOf = (changed: Model) => {
    const outcome = arenaFor(changed, profileOf('cortex-m4f/cmsis_nn'));
    return outcome.ok ? 'ok' : outcome.problems[0];
  };

  test('an operator that is not supported, by its index and name', () => {
    const [relu] = graph.operators;
    const operators = [relu, { ...relu, code: 'CUSTOM', customCode: 'MyOp' } as const];
    expect(codeOf({ ...model, subgraphs: [{ ...graph, operators }] })).toMatchObject({
      code: 'micro/unsupported',
      message: expect.stringContaining('operator 1 (MyOp): neither TFLM nor kd-gate has this custom operator'),
    });
  });

  test('open shapes, unsized types, other schema versions', () => {
    const tensors = (change: object) => [{ ...graph, tensors: graph.tensors.map((t) => ({ ...t, ...change })) }];
    expect(codeOf({ ...model, subgraphs: tensors({ shape: [-1, 4] }) })).toMatchObject({ code: 'micro/shape' });
    expect(codeOf({ ...model, subgraphs: tensors({ type: 'STRING' }) })).toMatchObject({ code: 'micro/tensor-type' });
    expect(codeOf({ ...model, version: 2 })).toMatchObject({ code: 'micro/schema-version' });
  });

  test('more operators than any microcontroller runs, without a long wait', () => {
    const operators = new Array(20_001).fill(graph.operators[0]);
    expect(codeOf({ ...model, subgraphs: [{ ...graph, operators }] })).toMatchObject({ code: 'micro/size' });
  });

  test('subgraphs that call one another in a circle', () => {
    const call = {
      code: 'WHILE',
      version: 1,
      inputs: [0],
      outputs: [1],
      options: { condSubgraphIndex: 0, bodySubgraphIndex: 0 },
      hasOptions: true,
    } as const;
    expect(codeOf({ ...model, subgraphs: [{ ...graph, operators: [call] }] })).toMatchObject({
      code: 'micro/control-flow',
    });
    const circle = taken(resolve({ ...model, subgraphs: [{ ...graph, operators: [call] }] }));
    expect(() => lifetimesOf(circle, [])).toThrow(/calls itself/);
  });

  test('a file with changed bytes gives figures or a problem, never an exception', () => {
    const files = ['graph41', 'graph16', 'dw_k3x3_h8w8_c4_m2_s1_same'].map((name) => readFileSync(fixturePath(name)));
    const change = fc.record({ at: fc.nat(5000), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { maxLength: 6 }), (file, changes) => {
        const changed = Uint8Array.from(file);
        for (const { at, byte } of changes) changed[at % changed.length] = byte;
        const model = readModel(changed);
        if (!model.ok) return;
        for (const profile of PROFILES) {
          const arena = arenaFor(model.value, profile);
          if (arena.ok) expect(arena.value.arenaUsedBytes).toBeGreaterThan(0);
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('a profile that does not exist', () => {
    expect(findProfile('cortex-m4/cmsis_nn')).toMatchObject({
      ok: false,
      problems: [{ code: 'profile/unknown', message: expect.stringContaining('did you mean "cortex-m4f/cmsis_nn"?') }],
    });
  });
});

test('every operator that runs has its memory known: no model of fixtures/operators is left without a figure', () => {
  for (const model of storedModels()) {
    for (const profile of PROFILES) {
      const made = interpreterFor(model, MAKERS.reference);
      const arena = arenaFor(model, profile);
      if (made.ok && !arena.ok)
        throw new Error(`${model.subgraphs[0].operators[0].code}: ${arena.problems[0].message}`);
    }
  }
});

test('CMSIS-NN refuses int16 dense layers with a scale for each output, the reference kernels run them', () => {
  const type = { isVariable: false, buffer: 0 } as const;
  const scales = (count: number) => ({
    quantization: { scales: Array(count).fill(0.5), zeroPoints: Array(count).fill(0), quantizedDimension: 0 },
  });
  const dense = (count: number): Model => ({
    version: 3,
    description: '',
    buffers: [new Uint8Array(0), new Uint8Array(8)],
    metadata: [],
    subgraphs: [
      {
        name: '',
        inputs: [0],
        outputs: [2],
        tensors: [
          { ...type, ...scales(1), name: 'x', type: 'INT16', shape: [1, 4] },
          { ...type, ...scales(count), name: 'w', type: 'INT8', shape: [2, 4], buffer: 1 },
          { ...type, ...scales(1), name: 'y', type: 'INT16', shape: [1, 2] },
        ],
        operators: [
          { code: 'FULLY_CONNECTED', version: 1, inputs: [0, 1], outputs: [2], options: {}, hasOptions: true },
        ],
      },
    ],
  });
  const refusals = (count: number, profile: string) =>
    measureRefusals(taken(resolve(dense(count))), profileOf(profile)).map(({ code, message }) => [code, message]);
  expect(refusals(1, 'cortex-m4f/cmsis_nn')).toEqual([]);
  expect(refusals(2, 'cortex-m4f/reference')).toEqual([]);
  expect(refusals(2, 'cortex-m4f/cmsis_nn')).toEqual([
    ['micro/refused', expect.stringContaining('operator 0 (FULLY_CONNECTED): CMSIS-NN')],
  ]);
});
