import { expect, test } from 'vitest';
import { interpreterOf } from './graphs.ts';

/** FlexBuffers: { "cycles_max": 2 }, as its library writes it. */
const CYCLES_2 = Uint8Array.of(...[...'cycles_max\0'].map((c) => c.charCodeAt(0)), 1, 12, 1, 1, 1, 2, 4, 2, 36, 1);

const quantization = { scales: [1], zeroPoints: [0], quantizedDimension: 0 };
const frame = { type: 'INT8', shape: [1, 1, 1, 2], quantization } as const;
const buffer = { type: 'INT8', shape: [1, 3, 1, 2], quantization } as const;

test('every input moves in at the end; the run goes on at every second one', () => {
  const interpreter = interpreterOf({
    tensors: [frame, buffer],
    operators: [
      {
        code: 'CUSTOM',
        customCode: 'CIRCULAR_BUFFER',
        customOptions: CYCLES_2,
        inputs: [0],
        outputs: [1],
        hasOptions: false,
      },
    ],
    inputs: [0],
    outputs: [1],
  });
  const feed = (...values: number[]) => {
    interpreter.write(interpreter.inputs[0], Uint8Array.from(values));
    const ran = interpreter.invoke();
    return [ran.ok ? 'ok' : ran.problems[0].code, ...interpreter.read(interpreter.outputs[0])];
  };
  expect(feed(1, 2)).toEqual(['micro/abort', 0, 0, 0, 0, 1, 2]);
  expect(feed(3, 4)).toEqual(['ok', 0, 0, 1, 2, 3, 4]);
  expect(feed(5, 6)).toEqual(['micro/abort', 1, 2, 3, 4, 5, 6]);
  expect(feed(7, 8)).toEqual(['ok', 3, 4, 5, 6, 7, 8]);
});
