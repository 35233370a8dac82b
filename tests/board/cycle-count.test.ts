import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { workload } from '../../bench/latency/workloads.ts';
import { must } from '../../src/base/problem.ts';
import type { Board } from '../../src/board/board.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { countCycles } from '../../src/board/cycle-count.ts';
import { executedOf } from '../../src/board/executed.ts';
import { calibrationOf, latencyOf } from '../../src/board/latency.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import type { Model, Operator, Subgraph } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';

const M4 = profileOf('cortex-m4f/cmsis_nn');
const nano = must(readShippedBoards()).boards.find(({ id }) => id === 'arduino-nano-33-ble') as Board;
const kws = workload('kws');
const dense = must(
  readModel(readFileSync(fileURLToPath(new URL('../../fixtures/arena/fc_64x64_perch.tflite', import.meta.url)))),
);
const count = (model: Model) => countCycles(must(resolve(model)), M4, CYCLES['cortex-m4f']);
const sum = (model: Model) => count(model).operators.reduce((total, { cycles }) => total + cycles, 0);

/** The model with one more operator, from its output to its output. */
function followedBy(model: Model, part: Partial<Operator>): Model {
  const [graph, ...others] = model.subgraphs;
  const plain = { version: 1, inputs: graph.outputs, outputs: graph.outputs, options: {}, hasOptions: false };
  const operators = [...graph.operators, { code: 'FLOOR_DIV', ...plain, ...part } as Operator];
  return { ...model, subgraphs: [{ ...graph, operators }, ...others] };
}

/** A main graph of nothing but an IF over these graphs. */
function branching(model: Model, then: Subgraph, otherwise: Subgraph): Model {
  const [graph] = model.subgraphs;
  const options = { thenSubgraphIndex: 1, elseSubgraphIndex: 2 };
  const operators = [
    { ...graph.operators[0], code: 'IF', options, inputs: graph.inputs, outputs: graph.outputs } as Operator,
  ];
  return { ...model, subgraphs: [{ ...graph, operators }, then, otherwise] };
}

test('an operator without a count, far below the work of the others, is bounded by its elements', () => {
  // 12 classes in and out: at most 10,000 + 300 * 24 instructions, half of which is added.
  const found = count(followedBy(kws, {}));
  const { instructions, cycles } = counted(kws);
  const half = 8600 * (cycles / instructions);
  expect(found.missing).toEqual([]);
  expect(found.operators.at(-1)).toMatchObject({ op: 'FLOOR_DIV', cycles: expect.closeTo(half, 3) });
  expect(found.bandPercent).toBeCloseTo((100 * half) / (cycles + half), 6);
  expect(latencyOf(must(resolve(followedBy(kws, {}))), nano)).toMatchObject({ bandPercent: 25 });
});

function counted(model: Model) {
  const { operators } = count(model);
  const cycles = operators.reduce((total, o) => total + o.cycles, 0);
  // 7,698,672 instructions were counted under QEMU; the fit is within 0.1 % of it.
  return { cycles, instructions: instructionsOfModel(model) };
}

function instructionsOfModel(model: Model): number {
  const perInstruction = { alu: 1, load: 1, store: 1, multiply: 1, divide: 1, branch: 1, vector: 1, taken: 0 };
  const core = { perInstruction, perStreamedRead: 0, perWeightByte: 0 };
  return countCycles(must(resolve(model)), M4, core).operators.reduce((total, o) => total + o.cycles, 0);
}

test('where it may be much, the others alone are a lower bound: the lower end of their band', () => {
  const latency = latencyOf(must(resolve(followedBy(dense, {}))), nano);
  const alone = latencyOf(must(resolve(dense)), nano);
  if (!('latencyMs' in alone)) throw new Error(alone.reason);
  const { factor = 0, bandPercent = 0 } = calibrationOf(nano) ?? {};
  expect(factor).toBeGreaterThan(0);
  expect(latency).toMatchObject({
    latencyAtLeastMs: alone.latencyMs * (1 - bandPercent / 100),
    reason: expect.stringMatching(/^without operator 1 \(FLOOR_DIV\): its instructions have not been counted/),
    operators: [{ operatorIndex: 0, op: 'FULLY_CONNECTED' }],
  });
});

test('loops whose turns no shape tells are never bounded, and the reason says what removes them', () => {
  const looping = followedBy(kws, { code: 'WHILE', options: { condSubgraphIndex: 0, bodySubgraphIndex: 0 } });
  const [first] = count(looping).missing;
  expect(first.reason).toMatch(/^operator 13 \(WHILE\): .*; to remove it, unroll the loop before converting$/);
});

test('of the two subgraphs of an IF the dearer one is counted, and none of one that calls itself', () => {
  const [graph] = kws.subgraphs;
  const empty = { ...graph, operators: [] };
  const dearer = count(branching(kws, empty, graph));
  expect(dearer.missing).toEqual([]);
  const [{ op, cycles }] = dearer.operators;
  expect(op).toBe('IF');
  // IF's own copies: half of 10,000 + 300 for each of the elements in (490) and out (12).
  expect(cycles / sum(kws)).toBeGreaterThan(1);
  expect(cycles / sum(kws)).toBeLessThan(1.02);
  const itself = { ...graph, operators: branching(kws, graph, graph).subgraphs[0].operators };
  expect(count(branching(kws, itself, empty)).missing[0].reason).toContain('a subgraph that calls itself');
});

test('subgraphs that call two others each take no time of their own', () => {
  const [graph] = kws.subgraphs;
  const calling = (next: number): Subgraph => {
    const options = { thenSubgraphIndex: next, elseSubgraphIndex: next };
    const one = {
      ...graph.operators[0],
      code: 'IF',
      options,
      inputs: graph.inputs,
      outputs: graph.outputs,
    } as Operator;
    return { ...graph, operators: [one, one] };
  };
  const chain = Array.from({ length: 60 }, (_, i) => calling(i + 1));
  const deep = { ...kws, subgraphs: [...chain, graph] };
  // 2^60 times the work of the last.
  expect(sum(deep) / sum(kws)).toBeGreaterThan(2 ** 60);
});

test('what subgraphs multiply beyond all numbers has no figure', () => {
  const [graph] = kws.subgraphs;
  const options = (next: number) => ({ thenSubgraphIndex: next, elseSubgraphIndex: next });
  const ends = { inputs: graph.inputs, outputs: graph.outputs };
  const chain = Array.from({ length: 1023 }, (_, i): Subgraph => {
    const one = { ...graph.operators[0], code: 'IF', options: options(i + 1), ...ends } as Operator;
    return { ...graph, operators: [one, one] };
  });
  // 2^1023 times 7.7 million instructions.
  const model = must(resolve({ ...kws, subgraphs: [...chain, graph] }));
  expect(executedOf(model, M4)).toEqual({ reason: 'it executes more instructions than can be counted' });
  expect(latencyOf(model, nano)).toEqual({ reason: 'it takes longer than can be told' });
});

test('shapes that make no sense bound nothing', () => {
  const [graph] = kws.subgraphs;
  const tensors = graph.tensors.map((tensor, i) => (i === graph.outputs[0] ? { ...tensor, shape: [-3] } : tensor));
  const model = followedBy({ ...kws, subgraphs: [{ ...graph, tensors }] }, {});
  expect(count(model).missing.at(-1)?.reason).toContain('operator 13 (FLOOR_DIV)');
});
