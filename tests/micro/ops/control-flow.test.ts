import { expect, test } from 'vitest';
import { answer, float32sOf, floats, type Graph, interpreterOf } from './graphs.ts';

const scalar = { type: 'FLOAT32', shape: [1] } as const;
const flag = { type: 'BOOL', shape: [1] } as const;
const constant = (value: number) => ({ ...scalar, data: floats(value) });
const unary = (code: 'NEG' | 'SQUARE'): Graph => ({
  tensors: [scalar, scalar],
  operators: [{ code, inputs: [0], outputs: [1] }],
  inputs: [0],
  outputs: [1],
});

test('IF runs one of two subgraphs', () => {
  const main: Graph = {
    tensors: [flag, scalar, scalar],
    operators: [{ code: 'IF', inputs: [0, 1], outputs: [2], options: { thenSubgraphIndex: 1, elseSubgraphIndex: 2 } }],
    inputs: [0, 1],
    outputs: [2],
  };
  const interpreter = interpreterOf(main, unary('NEG'), unary('SQUARE'));
  expect(float32sOf(answer(interpreter, Uint8Array.of(1), floats(3)))).toEqual([-3]);
  expect(float32sOf(answer(interpreter, Uint8Array.of(0), floats(3)))).toEqual([9]);
});

const loop = (limit: number): Graph[] => [
  {
    tensors: [scalar, scalar],
    operators: [{ code: 'WHILE', inputs: [0], outputs: [1], options: { condSubgraphIndex: 1, bodySubgraphIndex: 2 } }],
    inputs: [0],
    outputs: [1],
  },
  {
    tensors: [scalar, constant(limit), flag],
    operators: [{ code: 'LESS', inputs: [0, 1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  },
  {
    tensors: [scalar, constant(2), scalar],
    operators: [{ code: 'MUL', inputs: [0, 1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  },
];

test('WHILE turns until the condition fails', () => {
  expect(float32sOf(answer(interpreterOf(...loop(100)), floats(3)))).toEqual([192]);
  expect(float32sOf(answer(interpreterOf(...loop(100)), floats(500)))).toEqual([500]);
});

test('a loop without an end is a problem', () => {
  const interpreter = interpreterOf(...loop(100));
  interpreter.write(interpreter.inputs[0], floats(0));
  const message = expect.stringMatching(/^operator 0 \(WHILE\).*more than 10,000,000,000 operations/);
  expect(interpreter.invoke()).toMatchObject({ ok: false, problems: [{ code: 'micro/work', message }] });
});

test('a subgraph that calls itself is a problem', () => {
  const [main] = loop(1);
  const self: Graph = {
    ...main,
    operators: [{ ...main.operators[0], options: { condSubgraphIndex: 1, bodySubgraphIndex: 0 } }],
  };
  const interpreter = interpreterOf(self, loop(100)[1]);
  interpreter.write(interpreter.inputs[0], floats(1));
  expect(interpreter.invoke()).toMatchObject({ ok: false, problems: [{ code: 'micro/control-flow' }] });
});

/** A running total: set to 10 once, then every input is added. */
const handle = { type: 'RESOURCE', shape: [1] } as const;
const name = { container: '', sharedName: 'total' };
const accumulator: Graph[] = [
  {
    tensors: [scalar, handle, scalar, scalar],
    operators: [
      { code: 'CALL_ONCE', inputs: [], outputs: [], options: { initSubgraphIndex: 1 } },
      { code: 'VAR_HANDLE', inputs: [], outputs: [1], options: name },
      { code: 'READ_VARIABLE', inputs: [1], outputs: [2] },
      { code: 'ADD', inputs: [0, 2], outputs: [3] },
      { code: 'ASSIGN_VARIABLE', inputs: [1, 3], outputs: [] },
    ],
    inputs: [0],
    outputs: [3],
  },
  {
    tensors: [handle, constant(10)],
    operators: [
      { code: 'VAR_HANDLE', inputs: [], outputs: [0], options: name },
      { code: 'ASSIGN_VARIABLE', inputs: [0, 1], outputs: [] },
    ],
    inputs: [],
    outputs: [],
  },
];

test('resource variables keep their value between runs, CALL_ONCE runs once, reset begins anew', () => {
  const interpreter = interpreterOf(...accumulator);
  expect(float32sOf(answer(interpreter, floats(1)))).toEqual([11]);
  expect(float32sOf(answer(interpreter, floats(5)))).toEqual([16]);
  interpreter.reset();
  expect(float32sOf(answer(interpreter, floats(2)))).toEqual([12]);
});
