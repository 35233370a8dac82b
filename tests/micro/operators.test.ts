// An operator is its row of the table: a made-up one runs, has its memory and its work through nothing else.
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/base/problem.ts';
import { measureArena, measureRefusals } from '../../src/micro/arena/arena.ts';
import { both, inputAndOutput, persistent, scratch } from '../../src/micro/footprints/footprint.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { workOf } from '../../src/micro/model-work.ts';
import type { Op } from '../../src/micro/op.ts';
import { OPERATORS, type OperatorRow, type OperatorTable } from '../../src/micro/operators.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { elements } from '../../src/micro/tensors/extents.ts';
import { inputAt, outputAt } from '../../src/micro/tensors/tensor.ts';
import { float32 } from '../../src/micro/tensors/views.ts';
import { work } from '../../src/micro/work/work.ts';
import type { Model, Tensor } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { answer, float32sOf, floats } from './ops/graphs.ts';
import { MAKERS } from './oracle.ts';

/** y = 2x + 1 */
const prepare: Op = (preparation) => {
  const { kernels } = preparation;
  const [x, y] = [float32(kernels, inputAt(preparation, 0)), float32(kernels, outputAt(preparation, 0))];
  return {
    macs: x.length,
    run() {
      for (let i = 0; i < x.length; i++) y[i] = 2 * x[i] + 1;
    },
  };
};

const madeUp: OperatorRow = {
  prepare,
  footprint: {
    opDataBytes: both(20),
    prepare: (node) => [...inputAndOutput(node), persistent(24), scratch(100)],
    refusal: (_, { library }) => (library === 'reference' ? 'it is made up' : undefined),
  },
  work: (node) => work('made up', { elements: elements(node.outputs[0]) }),
};

const table: OperatorTable = { ...OPERATORS, customs: new Map([...OPERATORS.customs, ['Made_Up', madeUp]]) };

function outcomeOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('; '));
  return outcome.value;
}

/** Four floats through one custom operator, as a file that our own writer wrote. */
function modelOf(customCode: string): Model {
  const tensor = (name: string): Tensor => ({ name, type: 'FLOAT32', shape: [1, 4], buffer: 0, isVariable: false });
  const operator = { customCode, version: 1, inputs: [0], outputs: [1], options: {}, hasOptions: false };
  const graph = {
    name: 'main',
    tensors: [tensor('x'), tensor('y')],
    operators: [{ ...operator, code: 'CUSTOM' } as const],
    inputs: [0],
    outputs: [1],
  };
  const buffers = [new Uint8Array(0)];
  return outcomeOf(readModel(writeModel({ version: 3, description: '', subgraphs: [graph], buffers, metadata: [] })));
}

const resolved = outcomeOf(resolve(modelOf('Made_Up'), table));

test('runs', () => {
  const interpreter = outcomeOf(createInterpreter(resolved, MAKERS.reference));
  expect(interpreter.operators).toEqual([{ index: 0, op: 'Made_Up', macs: 4, outputShape: [1, 4] }]);
  expect(float32sOf(answer(interpreter, floats(1, -2, 0.5, 0)))).toEqual([3, -3, 2, 1]);
});

test('has its place in the arena', () => {
  const arena = outcomeOf(measureArena(resolved, profileOf('cortex-m4f/cmsis_nn')));
  // Both tensors take 16 bytes, the scratch buffer 112 (100 rounded up to 16), and all live during the one operator.
  const headBytes = 16 + 16 + 112;
  expect(arena.tailByCategory).toEqual({
    allocatorObjects: 36 + 44 + 36,
    resourceVariables: 0,
    startObjects: 8 + 8,
    evalTensors: 2 * 12,
    nodesAndRegistrations: 32,
    builtinParameters: 0,
    // 20 bytes end at 208, a multiple of 16; then 24 bytes end at 232, rounded up to 240.
    opDataInit: 20,
    opDataPrepare: 24 + 8,
    scratchHandles: 4,
    variables: 0,
    // A pointer rounded up from 248 to 256, a tensor of 32 to 288, a pointer from 292 to 304, a tensor.
    ioTensors: 12 + 32 + 16 + 32,
  });
  const tailBytes = 116 + 16 + 24 + 32 + 20 + 32 + 4 + 92;
  // While the planner works: 13 requests of 12 bytes, a size, three AllocationInfos of 24, all rounded up to 240;
  // three buffers of 40; the tail so far, 244 bytes rounded up to 256.
  const planningBytes = 240 + 3 * 40 + 256;
  expect(arena).toMatchObject({
    headBytes,
    tailBytes,
    arenaUsedBytes: headBytes + tailBytes,
    arenaMinBytes: Math.ceil(planningBytes / 16) * 16,
  });
});

test('is refused where its row says so', () => {
  const refusalsOn = (profile: string) => measureRefusals(resolved, profileOf(profile));
  expect(refusalsOn('cortex-m4f/cmsis_nn')).toEqual([]);
  expect(refusalsOn('cortex-m4f/reference')).toEqual([
    { code: 'micro/refused', message: 'operator 0 (Made_Up): it is made up' },
  ]);
});

test('has its work', () => {
  expect(workOf(resolved, profileOf('cortex-m4f/cmsis_nn'))).toEqual([
    {
      operatorIndex: 0,
      op: 'Made_Up',
      work: { routine: 'made up', counts: { elements: 4, constant: 1 } },
      weightBytes: 0,
    },
  ]);
});

test.each(['Made_Up', 'ADD', 'constructor', '__proto__', 'toString', ''])(
  'a custom operator "%s" is none of the table',
  (name) => {
    const message = expect.stringMatching(/^operator 0 \(.*\): neither TFLM nor kd-gate has this custom operator; /);
    expect(resolve(modelOf(name))).toEqual({ ok: false, problems: [{ code: 'micro/unsupported', message }] });
  },
);

test('a row without a footprint does not compile', () => {
  // @ts-expect-error: the footprint is missing
  const row: OperatorRow = { prepare };
  expect(row).toBeDefined();
});
