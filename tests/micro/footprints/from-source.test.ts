// Memory of operators that no measurement covers, by hand from TFLM's source.
import { expect, test } from 'vitest';
import { l2PoolFootprint } from '../../../src/micro/footprints/pooling.ts';
import { profileOf } from '../../../src/micro/profile.ts';
import type { Tensor } from '../../../src/tflite/model.ts';

test('L2_POOL_2D keeps the dimensions of its output: a count and four of them', () => {
  const tensor = (name: string): Tensor => ({
    name,
    type: 'FLOAT32',
    shape: [1, 4, 4, 2],
    buffer: 0,
    isVariable: false,
  });
  const [input, output] = [tensor('x'), tensor('y')];
  const operator = {
    code: 'L2_POOL_2D',
    version: 1,
    inputs: [0],
    outputs: [1],
    options: {},
    hasOptions: true,
  } as const;
  const node = { operator, inputs: [input], outputs: [output], inputData: [undefined] };
  expect(l2PoolFootprint.prepare?.(node, profileOf('cortex-m4f/reference'))).toEqual([
    { kind: 'temporary', tensor: output },
    { kind: 'temporary', tensor: input },
    { kind: 'persistent', bytes: 20 },
  ]);
});
