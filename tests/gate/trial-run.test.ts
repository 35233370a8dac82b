// What TFLM's Invoke refuses doesn't fit: every model is run once before it is judged.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orBug } from '../../src/base/problem.ts';
import { measureModel } from '../../src/gate/measure.ts';
import { tryOnZeros } from '../../src/gate/trial-run.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { resolve } from '../../src/micro/resolve.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { answer, floats, type Graph, interpreterOf, ints } from '../micro/ops/graphs.ts';
import { MAKERS } from '../micro/oracle.ts';

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}.tflite`, import.meta.url));
const measured = (bytes: Uint8Array) => measureModel(bytes, [], MAKERS.reference);

test('a variable that nothing assigns is not measured, with operator and variable named', () => {
  expect(measured(fixture('users/unassigned_variable'))).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'micro/resource',
        message: expect.stringMatching(/^operator 1 \(READ_VARIABLE\): nothing is ever assigned to the variable "v"/),
      },
    ],
  });
});

test('the number of resource variables is a figure', () => {
  expect(measured(fixture('users/variable_1000'))).toMatchObject({
    ok: true,
    value: { figures: { resourceVariables: 1 } },
  });
  const other = measured(fixture('users/two'));
  expect(other.ok && other.value.figures).not.toHaveProperty('resourceVariables');
});

test('a loop without an end is told by the operator that turns and the one inside', () => {
  const resolved = orBug(resolve(orBug(readModel(fixture('trust/while')))));
  // A tenth of what is run by default.
  const interpreter = orBug(createInterpreter(resolved, MAKERS.reference, { mostOperations: 1e9 }));
  const where = String.raw`^operator 0 \(WHILE\): operator 0 of subgraph 2 \(LOGISTIC\)`;
  const message = expect.stringMatching(`${where}: one run takes more than 1,000,000,000 operations`);
  expect(tryOnZeros(interpreter)).toMatchObject({ ok: false, problems: [{ code: 'micro/work', message }] });
});

const gather = (data: Uint8Array): Graph => ({
  tensors: [
    { type: 'INT32', shape: [1] },
    { type: 'INT32', shape: [1], data },
    { type: 'INT32', shape: [1] },
    { type: 'FLOAT32', shape: [4], data: floats(1, 2, 3, 4) },
    { type: 'FLOAT32', shape: [1] },
  ],
  operators: [
    { code: 'SUB', inputs: [0, 1], outputs: [2] },
    { code: 'GATHER', inputs: [3, 2], outputs: [4] },
  ],
  inputs: [0],
  outputs: [4],
});

test('an index that only zeros lead outside refuses nothing; one that leaves on ones too does', () => {
  expect(tryOnZeros(interpreterOf(gather(ints(1)))).ok).toBe(true);
  const message = 'operator 1 (GATHER): index -9 of 4';
  expect(tryOnZeros(interpreterOf(gather(ints(9))))).toMatchObject({ ok: false, problems: [{ message }] });
});

test('the run leaves no trace in variables', () => {
  const name = { container: '', sharedName: 'total' };
  const interpreter = interpreterOf({
    tensors: [
      { type: 'FLOAT32', shape: [1] },
      { type: 'RESOURCE', shape: [] },
      { type: 'FLOAT32', shape: [1] },
      { type: 'FLOAT32', shape: [1] },
      { type: 'FLOAT32', shape: [1], data: floats(5) },
    ],
    operators: [
      { code: 'VAR_HANDLE', inputs: [], outputs: [1], options: name },
      { code: 'READ_VARIABLE', inputs: [1], outputs: [2] },
      { code: 'ADD', inputs: [2, 4], outputs: [3] },
      { code: 'ASSIGN_VARIABLE', inputs: [1, 3], outputs: [] },
    ],
    inputs: [0],
    outputs: [3],
  });
  expect(tryOnZeros(interpreter).ok).toBe(true);
  expect(answer(interpreter, floats(0))).toEqual(floats(5));
});

test('what a run costs is bounded by what the caller says', () => {
  const model: Model = {
    ...{ version: 3, description: '', buffers: [new Uint8Array(0)], metadata: [] },
    subgraphs: [
      {
        ...{ name: '', inputs: [0], outputs: [1] },
        tensors: [0, 1].map((i) => ({
          ...{ name: `${i}`, type: 'FLOAT32' as const, shape: [1000], buffer: 0, isVariable: false },
        })),
        operators: [{ code: 'NEG', version: 1, inputs: [0], outputs: [1], options: {}, hasOptions: false }],
      },
    ],
  };
  expect(measured(writeModel(model)).ok).toBe(true);
  const resolved = resolve(model);
  const made = (mostOperations: number) =>
    resolved.ok ? createInterpreter(resolved.value, MAKERS.reference, { mostOperations }) : resolved;
  // A call and 2,000 elements.
  expect(made(82_000)).toMatchObject({ ok: true, value: { operationsPerInvoke: 82_000 } });
  expect(made(81_999)).toMatchObject({ ok: false, problems: [{ code: 'micro/work' }] });
});
