// Resource variables in the arena: MicroResourceVariables::Create and Allocate (micro_resource_variable.cc) by hand.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orBug } from '../../../src/base/problem.ts';
import { type Arena, measureArena } from '../../../src/micro/arena/arena.ts';
import { profileOf } from '../../../src/micro/profile.ts';
import { resolve } from '../../../src/micro/resolve.ts';
import { variablesOf } from '../../../src/micro/variables.ts';
import type { Model, Operator, Tensor } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';

const arenaOf = (model: Model): Arena => orBug(measureArena(orBug(resolve(model)), profileOf('cortex-m4f/reference')));
const countOf = (model: Model) => variablesOf(orBug(resolve(model))).count;

const variable1000 = orBug(
  readModel(readFileSync(new URL('../../../fixtures/users/variable_1000.tflite', import.meta.url))),
);

// An i386 build used 2,476 bytes; its two TfLiteTensors are 8 bytes longer than those of Arm.
test('1,000 int8', () => {
  const { arenaUsedBytes, arenaMinBytes, headBytes, tailByCategory } = arenaOf(variable1000);
  // The second TfLiteTensor takes its 8 bytes from the padding before the pointers to the outputs.
  expect(arenaUsedBytes).toBe(2476 - 8);
  expect(arenaMinBytes).toBe(2480);
  // Input and output share their place; VAR_HANDLE's output lies in its own op data.
  expect(headBytes).toBe(1008);
  // 116 bytes of the allocator and 12 of MicroResourceVariables reach 128; one entry of 20 ends at 160; 1,000 bytes
  // begin at 320 and end at 1,328.
  expect(tailByCategory.resourceVariables).toBe(160 - 116 + 1328 - 320);
});

const tensor = (type: Tensor['type'], shape: readonly number[]): Tensor => ({
  ...{ name: 't', type, shape, buffer: 0, isVariable: false },
});
const operator = (code: Operator['code'], inputs: number[], outputs: number[], options = {}): Operator => ({
  ...{ code, version: 1, inputs, outputs, options, hasOptions: true },
});

/** Each name gets a handle and an assignment of the input. */
function modelOf(...names: string[]): Model {
  const tensors = [tensor('INT8', [100]), ...names.map(() => tensor('RESOURCE', []))];
  const operators = names.flatMap((sharedName, i) => [
    operator('VAR_HANDLE', [], [i + 1], { container: '', sharedName }),
    operator('ASSIGN_VARIABLE', [i + 1, 0], []),
  ]);
  const subgraphs = [{ name: '', inputs: [0], outputs: [0], tensors, operators }];
  return { version: 3, description: '', buffers: [new Uint8Array(0)], metadata: [], subgraphs };
}

test('a variable counts once, however many handles it has, and gets its bytes once', () => {
  expect([[], ['a'], ['a', 'a'], ['a', 'b', 'a']].map((names) => countOf(modelOf(...names)))).toEqual([0, 1, 1, 2]);
  const [once, twice] = [
    ['a', 'b'],
    ['a', 'b', 'b'],
  ].map((names) => arenaOf(modelOf(...names)).tailByCategory);
  // Create: 116 + 12 is 128, with 2 entries 168, so 176. Two variables of 100 bytes take 112 each, the first of them
  // and what the op data before it leave to the next 16 aside.
  expect(once.resourceVariables).toBe(176 - 116 + 2 * 112);
  expect(twice.resourceVariables).toBe(once.resourceVariables);
});

test('a model without variables has no table', () => {
  expect(arenaOf(modelOf()).tailByCategory.resourceVariables).toBe(0);
});
