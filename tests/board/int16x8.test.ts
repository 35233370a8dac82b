// Models of int16 activations and int8 weights as TensorFlow writes them (fixtures/compress/int16.py).
import { expect, test } from 'vitest';
import fixture from '../../fixtures/compress/int16.json' with { type: 'json' };
import { must } from '../../src/base/problem.ts';
import { latencyOf } from '../../src/board/latency.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';

const nano = must(readShippedBoards()).boards.find(({ id }) => id === 'arduino-nano-33-ble');

test.each(fixture.cases)('an int16x8 model has a latency: $name', ({ model }) => {
  if (!nano) throw new Error('no such board');
  const latency = latencyOf(must(resolve(must(readModel(Buffer.from(model, 'base64'))))), nano);
  expect(latency).toMatchObject({ latencyMs: expect.any(Number), bandPercent: expect.any(Number) });
});
