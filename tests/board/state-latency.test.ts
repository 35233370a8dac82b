// The latency of models with state: operators of variables copy bytes, and are bounded by them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { countCycles } from '../../src/board/cycle-count.ts';
import { mostInstructions } from '../../src/board/most-instructions.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';

const M4 = profileOf('cortex-m4f/cmsis_nn');
const wake = must(
  resolve(must(readModel(readFileSync(new URL('../../fixtures/streaming/wake.tflite', import.meta.url))))),
);

test('what keeps state is bounded by the bytes of the variable, by hand', () => {
  const [main] = wake.operators;
  const bounds = new Map(main.map((operator) => [operator.name, mostInstructions(operator, M4)]));
  expect(bounds.get('CALL_ONCE')).toBe(100);
  // A handle has 4 bytes; the last variable that is read has 4 x 8 values, the last that is written too.
  expect(bounds.get('VAR_HANDLE')).toBe(200);
  expect(bounds.get('READ_VARIABLE')).toBe(600 + 4 + 32);
  expect(bounds.get('ASSIGN_VARIABLE')).toBe(600 + 4 + 32);
});

test('an operator of state is never what keeps a model with much more work from a latency', () => {
  // The same graph with its dearest operator many times over, as larger models have it.
  const [main] = wake.operators;
  const convolution = main.findIndex(({ name }) => name === 'CONV_2D');
  const many = Array.from({ length: 60 }, () => main[convolution]);
  const isState = (name: string) => ['CALL_ONCE', 'VAR_HANDLE', 'READ_VARIABLE', 'ASSIGN_VARIABLE'].includes(name);
  const kept = [...main.filter(({ name }) => isState(name)), ...many].map((operator, index) => ({
    ...operator,
    index,
  }));
  const graph = { ...wake.model.subgraphs[0], operators: kept.map(({ node }) => node.operator) };
  const larger = {
    model: { ...wake.model, subgraphs: [graph, ...wake.model.subgraphs.slice(1)] },
    operators: [kept, ...wake.operators.slice(1)],
  };
  const { missing, bandPercent } = countCycles(larger, M4, CYCLES['cortex-m4f']);
  expect(missing).toEqual([]);
  expect(bandPercent).toBeGreaterThan(0);
  expect(bandPercent).toBeLessThan(5);
});
