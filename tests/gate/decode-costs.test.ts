// What a model costs on boards, in the figures that budgets judge.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workload } from '../../bench/latency/workloads.ts';
import { must } from '../../src/base/problem.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { costsOf } from '../../src/gate/decode-costs.ts';
import type { Model } from '../../src/tflite/model.ts';
import { writeModel } from '../../src/tflite/write.ts';

const { boards } = must(readShippedBoards());
const board = (id: string) => boards.find((one) => one.id === id) ?? expect.unreachable(id);
const file = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures', name));

test('an arena beyond the RAM of the chip has no time, as in the report', () => {
  // STM32F746: what lies in SDRAM is slower than what was measured.
  const small = { ...board('stm32f746-discovery'), ramBytes: 1024 };
  const [{ latencyMs }] = must(costsOf(file('digits/teacher.tflite'), [small])).boards;
  expect(latencyMs).toEqual({ reason: expect.stringContaining('the arena is larger than the 1 KB of RAM') });
});

test('an operator without a count adds half of the most that it can execute, as in the report', () => {
  const kws = workload('kws');
  const [graph] = kws.subgraphs;
  const ends = { inputs: graph.outputs, outputs: graph.outputs, version: 1, options: {}, hasOptions: false };
  const longer = { ...kws, subgraphs: [{ ...graph, operators: [...graph.operators, { code: 'FLOOR_DIV', ...ends }] }] };
  const [before, after] = [kws, longer as Model].map((model) => {
    const [{ instructions }] = must(costsOf(writeModel(model), [board('arduino-nano-33-ble')])).profiles;
    return Number(instructions);
  });
  // 12 classes in and out: at most 10,000 + 300 * 24 instructions.
  expect(after - before).toBe(8600);
});
